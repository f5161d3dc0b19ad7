"""Cost of sixteen runs trained as one batched program, in single runs, as ratios in one process."""

from __future__ import annotations

import statistics
import time

import numpy as np

from nnviz.core.run.replicas import Replicas
from nnviz.core.run.timeline import Timeline
from tests.benchmarks.core_speed import experiment

NETWORK, COUNT, BOUND = "2-4-2-1", 16, 5.0
"""The network, how many runs of it, and how many single runs they may cost."""


def measure(rounds: int = 9, iterations: int = 3000) -> list[dict]:
    """Time both; each round runs either once, the ratio is taken within a round."""
    e = experiment(NETWORK)
    together = Replicas([e.replace(seed=seed) for seed in range(COUNT)])
    single, losses = Timeline(e), np.empty((COUNT, iterations))
    single.run(2000)
    together.run(iterations, losses)
    ratios, alone = [], []
    for _ in range(rounds):
        began = time.perf_counter()
        single.run(iterations)
        alone.append(time.perf_counter() - began)
        began = time.perf_counter()
        together.run(iterations, losses)
        ratios.append((time.perf_counter() - began) / alone[-1])
    return [
        {
            "network": NETWORK, "runs": COUNT,
            "single_us": round(statistics.median(alone) / iterations * 1e6, 2),
            "in_single_runs": round(statistics.median(ratios), 2), "bound": BOUND,
        }
    ]  # fmt: skip
