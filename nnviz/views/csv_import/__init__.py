"""Importing a table: how it is read, what its columns are for, what cannot be used."""

from nnviz.views.csv_import.dialog import ImportDialog

__all__ = ["ImportDialog"]
