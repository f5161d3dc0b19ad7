"""The notation people use, read into the judge's expressions: LaTeX, lines of NumPy or PyTorch, Unicode.

Reading has two steps. A text becomes a formula *as it is written* (`nnviz.core.derivation.notation.written`):
symbols with what stands above and below them, and their places in the text. Then a vocabulary says what the
symbols are bound to, and the formula becomes an expression of `nnviz.core.judge`, or one sentence about the
piece that was not understood. Nothing is guessed silently and nothing is executed.
"""
