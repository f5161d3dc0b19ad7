"""Tools that write equations: formulas with links, numbers, matrices, symbols of values."""
