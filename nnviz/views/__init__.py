"""The widgets of the window."""

import os

from nnviz import guard  # noqa: F401  (guards every class defined from here on)

os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
