"""Meanings of written formulas: the judge's expressions they stand for under one vocabulary."""
