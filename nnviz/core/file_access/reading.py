"""Reading of files a user names: regular files only, and never more of one than is allowed.

A pipe waits for ever and a device may never end, so neither is opened. The size a file says it has is not
trusted either: it may grow, or be one of the system's that say 0.
"""

from __future__ import annotations

import io
import os
import stat
import urllib.parse
from pathlib import Path

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_LONGEST = 160
_URL = "file://"


class FileError(ExperimentError):
    """A file that cannot be read.

    Attributes
    ----------
    reason
        What stands after the name of the file.
    too_large
        Whether it has more bytes than are read.
    """

    def __init__(self, path: str | os.PathLike[str], reason: str, too_large: bool = False) -> None:
        super().__init__(f"{display_name(path)}: {reason}")
        self.reason, self.too_large = reason, too_large


def display_name(path: str | os.PathLike[str]) -> str:
    """Return a file name as text that can be shown, written and put on one line.

    Bytes that are not UTF-8 and characters that cannot be printed become �; a long path loses its middle.
    """
    text = "".join(c if c.isprintable() else "\ufffd" for c in os.fspath(path))
    half = _LONGEST // 2
    return text if len(text) <= _LONGEST else f"{text[:half]}…{text[-half:]}"


def system_reason(error: OSError | ValueError) -> str:
    """Return why the system refused, as it may stand after a colon."""
    if isinstance(error, OSError):
        return error.strerror or str(error) or type(error).__name__
    return (
        translate("files", "this is not a valid file name") if isinstance(error, UnicodeError) else str(error)
    )


def open_regular(path: str | os.PathLike[str]) -> io.BufferedReader:
    """Open a regular file, or a link to one, for reading bytes.

    Raises
    ------
    FileError
        If it cannot be opened, or is a folder, a pipe, a device or a socket.
    """
    try:
        # Asked before it is opened, since opening alone can set a device going, and once more afterwards.
        _check_regular(path, os.stat(path))
        descriptor = os.open(path, _FLAGS)
        try:
            _check_regular(path, os.fstat(descriptor))
            return os.fdopen(descriptor, "rb")
        except BaseException:
            os.close(descriptor)
            raise
    except FileError:
        raise
    except (OSError, ValueError) as error:
        raise FileError(path, system_reason(error)) from None


def _check_regular(path: str | os.PathLike[str], found: os.stat_result) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise FileError(path, translate("files", "this is a folder, not a file"))
    if not stat.S_ISREG(found.st_mode):
        raise FileError(path, translate("files", "only regular files are read, no pipes, devices or sockets"))


def read_bounded(path: str | os.PathLike[str], limit: int) -> bytes:
    """Return the bytes of a regular file of at most `limit` bytes.

    Raises
    ------
    FileError
        If it cannot be read, is no regular file, or is larger.
    """
    with open_regular(path) as file:
        try:
            size = os.fstat(file.fileno()).st_size
            content = b"" if size > limit else file.read(limit + 1)
        except OSError as error:
            raise FileError(path, system_reason(error)) from None
    if content is None:
        raise FileError(path, translate("files", "reading it would block"))
    if size > limit or len(content) > limit:
        text = (
            translate("files", "at most {limit} are read, the file has {size}")
            if size > limit
            else translate("files", "at most {limit} are read")
        )
        text = text.format(limit=readable_size(limit), size=readable_size(size))
        raise FileError(path, text, too_large=True)
    return content


def readable_size(count: int) -> str:
    """Return a number of bytes in words: ``128 MB``."""
    for unit, name in ((2**20, "MB"), (2**10, "KB")):
        if count >= unit:
            return f"{count / unit:,.0f} {name}"
    return translate("files", "{count:,} bytes").format(count=count)


def full_path(path: str | os.PathLike[str]) -> Path:
    """Return a path from the root, links resolved where that is possible; never raises."""
    try:
        return Path(os.path.realpath(path))
    except (OSError, ValueError):
        # The working folder is gone, or the name is none.
        return Path(path)


def path_to_text(path: str | os.PathLike[str]) -> str:
    """Return a path as text that settings can hold: itself, or as a URL if its bytes are not UTF-8."""
    name = os.fspath(path)
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return _URL + urllib.parse.quote_from_bytes(os.fsencode(name))
    return name


def path_from_text(text: str) -> Path:
    """Return the path of a text made by `path_to_text`, or of the URL of a local file."""
    if not text.startswith(_URL):
        return Path(text)
    return Path(os.fsdecode(urllib.parse.unquote_to_bytes(text.removeprefix(_URL))))
