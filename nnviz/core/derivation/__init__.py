"""A derivation is a document: its formulas in order, what it defines, the network it is about, and verdicts.

`nnviz.core.derivation.judging.judge_derivation` reads a text (Markdown with LaTeX, plain text, LaTeX, Python
or a notebook) and yields a verdict for every formula, one after the other, so that a window
can show progress.
"""
