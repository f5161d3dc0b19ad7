"""Dialect of a table's text: delimiter, decimal sign, header, encoding."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate

DELIMITERS = (",", ";", "\t", "|", " ")
QUOTES = ('"', "'", "")
DECIMALS = (".", ",", "")
THOUSANDS = ("", ",", ".", " ", "'")
ENCODINGS = (
    "utf-8", "utf-8-sig", "latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
)  # fmt: skip


@dataclass(frozen=True)
class Dialect:
    """How to read a table.

    Attributes
    ----------
    delimiter
        What stands between cells, one of `DELIMITERS`; a space stands for any white space.
    quote
        The quote character of a cell, one of `QUOTES`; empty for nothing.
    decimal
        The decimal sign, one of `DECIMALS`; empty if the text does not tell, and then no number with a point
        or a comma is read until it is chosen.
    thousands
        The separator between groups of three digits, one of `THOUSANDS`; empty for nothing.
    header
        Whether the first row holds the names of the columns.
    encoding
        How a file's bytes become text, one of `ENCODINGS`.

    Raises
    ------
    ExperimentError
        If one of them is not allowed, or decimals and thousands are marked alike.
    """

    delimiter: str = ","
    quote: str = '"'
    decimal: str = "."
    thousands: str = ""
    header: bool = True
    encoding: str = "utf-8"

    def __post_init__(self) -> None:
        for field, allowed in (
            ("delimiter", DELIMITERS),
            ("quote", QUOTES),
            ("decimal", DECIMALS),
            ("thousands", THOUSANDS),
            ("encoding", ENCODINGS),
        ):
            if getattr(self, field) not in allowed:
                words = ", ".join(repr(word) for word in allowed)
                raise ExperimentError(
                    f"{field}: "
                    + translate("data_editing", "expected one of {words}, not {given}").format(
                        words=words, given=f"{getattr(self, field)!r:.20}"
                    )
                )
        if self.decimal and self.decimal == self.thousands:
            raise ExperimentError(
                "thousands: "
                + translate("data_editing", "the decimal mark and the thousands separator must differ")
            )
        if self.delimiter == self.thousands == " ":
            raise ExperimentError(
                "thousands: "
                + translate("data_editing", "a space cannot stand between cells and between thousands")
            )

    def replace(self, **fields: Any) -> Dialect:
        """Return a copy with some fields changed; the mark of thousands gives way to that of decimals."""
        if fields.get("decimal") == self.thousands or fields.get("delimiter") == self.thousands == " ":
            fields.setdefault("thousands", "")
        return replace(self, **fields)
