"""Standard output of the commands: what cannot be written is an error of its own, never a verdict."""

from __future__ import annotations

import codecs
import contextlib
import os
import sys
from collections.abc import Iterator

from nnviz.core.text.translate import translate

EXIT_CODE = 3
"""Of a command whose output could not be written: 1 means that a check failed, 2 a mistake of the user."""
_ESCAPES = "nnviz-escapes"


class OutputError(Exception):
    """Standard output takes no more; `quiet` if its reader simply had enough, as ``head`` has."""

    def __init__(self, reason: str, quiet: bool = False) -> None:
        super().__init__(reason)
        self.quiet = quiet


class Output:
    """A text stream that turns errors of the system into `OutputError`."""

    def __init__(self, stream: object) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write text; raises OutputError."""
        with _errors():
            return int(self._stream.write(text))  # type: ignore[attr-defined]

    def flush(self) -> None:
        """Write what is waiting; raises OutputError."""
        with _errors():
            self._stream.flush()  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._stream, name)


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise OutputError("", quiet=True) from None
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from None


@contextlib.contextmanager
def checked_output() -> Iterator[None]:
    """Print within it so that every error of standard output, also the last one, is an `OutputError`.

    Characters that the encoding of a terminal does not have are written as escapes, which JSON reads back.
    """
    stream = sys.stdout
    if stream is None or getattr(stream, "closed", False):
        raise OutputError(translate("cli", "it is closed"))
    codecs.register_error(_ESCAPES, _escaped)
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors=_ESCAPES)
    output = Output(stream)
    sys.stdout = output
    try:
        try:
            yield
        finally:
            output.flush()
    finally:
        sys.stdout = stream


def _escaped(error: UnicodeError) -> tuple[str | bytes, int]:
    r"""Write characters an encoding lacks as ``\u1234``, and bytes of a file name as they are."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    character = error.object[error.start]
    if "\udc80" <= character <= "\udcff":
        return bytes([ord(character) - 0xDC00]), error.start + 1
    units = character.encode("utf-16-be", "surrogatepass")
    text = "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
    return text, error.start + 1


def discard_output() -> None:
    """Send what is still waiting nowhere, so that Python does not fail once more when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(sentence: str) -> None:
    """Write a sentence to standard error; where that is not possible either, the exit code has to do."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(f"nnviz: {sentence}\n")
        sys.stderr.flush()
