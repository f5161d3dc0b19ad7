"""Tables of one's own: CSV and its relatives, read without dropping anything silently."""

from nnviz.core.data_editing.csv_import.building import ImportPlan, build, check_decided, plan
from nnviz.core.data_editing.csv_import.choices import Choices, Fault, count_faults, faults, guess, usable
from nnviz.core.data_editing.csv_import.column import Column
from nnviz.core.data_editing.csv_import.dialect import Dialect
from nnviz.core.data_editing.csv_import.reading import Reading, read, read_text
from nnviz.core.data_editing.csv_import.sniffing import sniff
from nnviz.core.data_editing.csv_import.source import SUFFIXES, TableSource
from nnviz.core.data_editing.csv_import.table import Table

__all__ = [
    "SUFFIXES",
    "Choices",
    "Column",
    "Dialect",
    "Fault",
    "ImportPlan",
    "Reading",
    "Table",
    "TableSource",
    "build",
    "check_decided",
    "count_faults",
    "faults",
    "guess",
    "plan",
    "read",
    "read_text",
    "sniff",
    "usable",
]
