"""Writing of files whole or not at all: into a file beside the target, which then takes its name."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat
from collections.abc import Iterable

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.reading import display_name, system_reason
from nnviz.core.text.translate import translate

_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def atomic_write(path: str | os.PathLike[str], data: bytes | Iterable[bytes]) -> None:
    """Write `data`, perhaps in parts: whoever reads, even after a crash, finds the old or the new file.

    A link stays a link: the file it leads to is written. Rights of an existing file are kept.

    Raises
    ------
    ExperimentError
        If it cannot be written, or `path` is a folder, a pipe, a device or a socket; an old file is
        untouched then.
    """
    try:
        target = os.path.realpath(path)
        mode = _existing_mode(target)
    except (OSError, ValueError) as error:
        raise _refused(path, error) from None
    try:
        _write(target, mode, [data] if isinstance(data, bytes) else data)
    except OSError as error:
        raise _refused(path, error) from None


def _refused(path: str | os.PathLike[str], error: OSError | ValueError) -> ExperimentError:
    return ExperimentError(
        f"{display_name(path)}: "
        + translate("files", "cannot be written, {error}").format(error=system_reason(error))
    )


def _write(target: str, mode: int | None, parts: Iterable[bytes]) -> None:
    beside = os.path.join(os.path.dirname(target), f".nnviz-{secrets.token_hex(8)}")
    descriptor = os.open(beside, _FLAGS, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for part in parts:
                file.write(part)
            file.flush()
            if mode is not None:
                with contextlib.suppress(OSError):
                    os.chmod(beside, mode)
            _synchronise(descriptor)
        os.replace(beside, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside)
        raise
    _sync_folder(os.path.dirname(target))


def _existing_mode(target: str) -> int | None:
    """Return the rights of what is there, None if nothing is; refuse what a new file may not replace."""
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, translate("files", "this is a folder, not a file"))
    if not stat.S_ISREG(found.st_mode):
        raise OSError(
            errno.EINVAL, translate("files", "only regular files are, no pipes, devices or sockets")
        )
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return stat.S_IMODE(found.st_mode)


def _synchronise(descriptor: int) -> None:
    """Wait until the bytes are on the disk: only then does a full one say so everywhere."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        # Some file systems cannot; what they were given is as safe as it can be there.
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise


def _sync_folder(folder: str) -> None:
    """Make the new name last through a power cut, on systems where a folder can be synchronised."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
