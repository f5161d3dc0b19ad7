"""Explanations: the equation of every operation, symbols and numbers, and which value each part is."""
