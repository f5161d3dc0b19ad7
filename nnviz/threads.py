"""One BLAS thread, decided before NumPy loads, for the programs of nnviz.

The matrices are tiny: a second thread only waits, and starting takes longer. Imported first by the command
line and by the tests. A library that decided this for a notebook would slow down everything else in it, so
``import nnviz`` does not.
"""

import os

for _variable in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_variable, "1")
