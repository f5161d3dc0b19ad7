"""Source of a table: a file or a text, opened as lines of bounded length."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nnviz.core.data_editing.csv_import.dialect import Dialect
from nnviz.core.data_editing.csv_import.sniffing import SAMPLE, encoding_of, sniff
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.file_access.reading import FileError, display_name, open_regular, readable_size, system_reason
from nnviz.core.text.translate import translate

MAX_BYTES = 256 * 2**20
MAX_LINE = 8 * 2**20
SUFFIXES = (".csv", ".tsv", ".tab", ".txt")


@dataclass(frozen=True)
class TableSource:
    """A file, or a text that was pasted.

    Raises
    ------
    ExperimentError
        If there is no such file, or it is too large: nothing of it is read then.
    """

    path: Path | None = None
    text: str = ""

    def __post_init__(self) -> None:
        if self.path is None:
            size = len(self.text)
        else:
            with open_regular(self.path) as file:
                size = os.fstat(file.fileno()).st_size
        if size > MAX_BYTES:
            most = readable_size(MAX_BYTES)
            name = self.name or translate("data_editing", "the text")
            raise ExperimentError(
                f"{name}: "
                + translate("data_editing", "at most {most} are read, it has {size}").format(
                    most=most, size=readable_size(size)
                )
            )
        object.__setattr__(self, "_size", size)

    @property
    def name(self) -> str:
        """Name of the file, empty for a text."""
        return "" if self.path is None else display_name(self.path.name)

    @property
    def size(self) -> int:
        """Bytes of the file, or characters of the text."""
        return int(self.__dict__["_size"])

    def sniff(self) -> Dialect:
        """Guess how it is written.

        Raises
        ------
        ExperimentError
            If the file cannot be read.
        """
        if self.path is None:
            return sniff(self.text[:SAMPLE])
        with open_regular(self.path) as file:
            try:
                start = file.read(4 * SAMPLE) or b""
            except OSError as error:
                raise FileError(self.path, system_reason(error)) from None
        encoding = encoding_of(start, whole=len(start) >= self.size)
        return sniff(start.decode(encoding, errors="replace"), encoding)

    def lines(self, encoding: str) -> Iterator[tuple[str, float]]:
        """Yield the lines with how much of the whole has been read, 0 to 1.

        Raises
        ------
        ExperimentError
            If the file cannot be read, is not written in `encoding` or has a line of enormous length.
        """
        total = max(self.size, 1)
        try:
            if self.path is None:
                yield from _bounded(io.StringIO(self.text, newline=""), None, total)
            else:
                with open_regular(self.path) as raw, io.TextIOWrapper(raw, encoding, newline="") as stream:
                    yield from _bounded(stream, raw, total)
        except UnicodeError:
            raise ExperimentError(
                f"{self.name}: "
                + translate(
                    "data_editing", "this is not text encoded in {encoding}; choose another encoding"
                ).format(encoding=encoding)
            ) from None
        except OSError as error:
            raise FileError(self.path or "", system_reason(error)) from None


def _bounded(stream: io.TextIOBase, raw: io.BufferedReader | None, total: int) -> Iterator[tuple[str, float]]:
    number, done = 0, 0
    while line := stream.readline(MAX_LINE):
        number += 1
        if number == 1:
            line = line.removeprefix("\ufeff")
        if len(line) >= MAX_LINE:
            raise ExperimentError(
                translate(
                    "data_editing", "line {number}: a line may have at most {max_line:,} characters"
                ).format(number=number, max_line=MAX_LINE)
            )
        done = done + len(line) if raw is None else raw.tell()
        if done > MAX_BYTES:
            # It has grown since it was opened first.
            raise ExperimentError(
                translate("data_editing", "line {number}: at most {max_bytes} are read").format(
                    number=number, max_bytes=readable_size(MAX_BYTES)
                )
            )
        yield line, min(done / total, 1.0)
