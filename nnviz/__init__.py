"""nnviz: a debugger for backpropagation."""

import os

# One BLAS thread, decided before NumPy loads: the matrices are tiny, a second thread only waits, and
# start-up is shorter.
for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
os.environ.setdefault("PYQTGRAPH_QT_LIB", "PySide6")

__version__ = "0.1.0"
