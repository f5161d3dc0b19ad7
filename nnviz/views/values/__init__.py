"""The panel Values: all matrices of a moment, to read, copy, type, drag and paste."""
