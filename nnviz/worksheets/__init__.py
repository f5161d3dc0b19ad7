"""Worksheets on paper and on the web: HTML with drawn formulas, and PDF."""

from nnviz.worksheets.writing import write_sheets

__all__ = ["write_sheets"]
