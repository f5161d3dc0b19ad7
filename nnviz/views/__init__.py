"""The widgets of the window."""

import os

os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")
