"""Importing a table: how it is read, what its columns are for, what cannot be used."""

from nnviz.views.importing.dialog import ImportDialog

__all__ = ["ImportDialog"]
