"""The panel Values: all matrices of a position, to read, copy, type, drag and paste."""
