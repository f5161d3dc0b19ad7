"""How long the judge takes for a claim: the first about a network, and the ones after it."""

from __future__ import annotations

import time

import numpy as np

from nnviz.core.arrays.frame import Frame
from nnviz.core.checks.trace import frame_at
from nnviz.core.document import files
from nnviz.core.judge import Judge, judging

EXAMPLES = ("xor", "blobs-softmax", "iris", "digits")
CLAIMS = (
    ("dW2", "dz2 @ a1.T"), ("dW1", "((W2.T @ dz2) * d(z1)) @ X.T"), ("dW1", "(W2.T @ dz2) @ X.T"),
    ("dW2", "-(dz2 @ a1.T)"), ("dz1", "W2 @ dz2"), ("db2", "dz2"), ("da1", "W2.T @ dz2 * d(z1)"),
    ("dW2[j,k]", "sum(n, dz2[j,n] * a1[k,n])"), ("dW2[j,k]", "1.5 * sum(n, dz2[j,n] * a1[k,n])"),
    ("dW1", "dz1 * 0.3 + 1"), ("dW1", "tanh'(W1)"), ("C", "sum(a2)"), ("W1_next", "W1 + eta * dW1"),
)  # fmt: skip


def measure() -> list[dict[str, object]]:
    """Return milliseconds of processor time: the first claim about a network, and the others after it.

    Each is the least of five rounds; in each round the network is new to the judge.
    """
    rows: list[dict[str, object]] = []
    for name in EXAMPLES:
        frame = frame_at(files.example(name), 5)
        rounds = np.array([_round(frame) for _ in range(5)]).min(axis=0)
        rows.append(
            {
                "network": name,
                "first_ms": round(float(rounds[0]), 1),
                "median_ms": round(float(np.median(rounds[1:])), 1),
                "worst_ms": round(float(rounds[1:].max()), 1),
                "bound_ms": 150,
            }
        )
    return rows


def _round(frame: Frame) -> list[float]:
    judging.world_of.cache_clear()
    began = time.process_time()
    judge = Judge(frame)
    times = []
    for target, claim in CLAIMS:
        judge.judge(target, claim)
        ended = time.process_time()
        times.append(1e3 * (ended - began))
        began = ended
    return times
