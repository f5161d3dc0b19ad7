"""The Python interface: what ``import nnviz`` offers to scripts, notebooks and tests.

Data come in with examples in rows, as in scikit-learn. All values that come out are arrays of shape
``(units, batch)``, weights ``(units, inputs)`` and biases ``(units, 1)``, as in ``nnviz trace``.
"""
