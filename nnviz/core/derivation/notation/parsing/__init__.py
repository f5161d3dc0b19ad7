"""Formulas as they are written, from tokens of any notation."""
