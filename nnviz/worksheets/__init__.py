"""Worksheets on paper and on the web: HTML with drawn formulas, and PDF."""

from nnviz.worksheets.writing import files_of_sheets, write_sheets

__all__ = ["files_of_sheets", "write_sheets"]
