"""Lines of NumPy or PyTorch as formulas, by Python's own parser; nothing is run."""
