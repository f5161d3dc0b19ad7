"""Tables of one's own: CSV and its relatives, read without dropping anything silently."""

from nnviz.core.tables.building import Plan, build, plan
from nnviz.core.tables.choices import Choices, Fault, count_faults, faults, guess, usable
from nnviz.core.tables.column import Column
from nnviz.core.tables.dialect import Dialect
from nnviz.core.tables.reading import Reading, read, read_text
from nnviz.core.tables.sniffing import sniff
from nnviz.core.tables.source import SUFFIXES, Source
from nnviz.core.tables.table import Table

__all__ = [
    "SUFFIXES",
    "Choices",
    "Column",
    "Dialect",
    "Fault",
    "Plan",
    "Reading",
    "Source",
    "Table",
    "build",
    "count_faults",
    "faults",
    "guess",
    "plan",
    "read",
    "read_text",
    "sniff",
    "usable",
]
