"""Microseconds an iteration, nnviz beside textbook NumPy and PyTorch eager, as ratios in one process."""

from __future__ import annotations

import importlib.util
import statistics
import time

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.run.timeline import Timeline
from tests.benchmarks.pytorch import Eager
from tests.benchmarks.textbook import Textbook

NETWORKS = {
    "2-4-2-1": ("xor", {"examples": 400, "noise": 0.1}, [4, 2, 1], "tanh", "tanh", 10),
    "2-8x6-1": ("spiral", {"examples": 400, "noise": 0.05}, [8] * 6 + [1], "tanh", "tanh", 10),
    "2-8-8-3": ("blobs", {"examples": 400, "noise": 0.2}, [8, 8, 3], "tanh", "softmax", 10),
    "64-32-10": ("digits", {}, [32, 10], "relu", "softmax", 32),
}
BOUNDS = {
    "2-4-2-1": (0.33, 0.06),
    "2-8x6-1": (0.33, 0.08),
    "2-8-8-3": (0.33, 0.10),
    "64-32-10": (0.55, 0.20),
}
"""Largest allowed ratios to textbook NumPy and to PyTorch eager."""


def experiment(name: str, form: str = "fused") -> Experiment:
    """Return the experiment of a row of NETWORKS."""
    data, options, units, hidden, output, batch = NETWORKS[name]
    softmax = output == "softmax"
    layers = [{"units": n, "activation": hidden} for n in units[:-1]]
    return Experiment.from_dict(
        {
            "data": {"name": data, **options, "test_fraction": 0.5},
            "layers": [*layers, {"units": units[-1], "activation": output}],
            "loss": "categorical_cross_entropy" if softmax else "mean_squared_error",
            "output_gradient": form if softmax else "chain_rule",
            "optimizer": {"learning_rate": 0.03},
            "batch_size": batch,
        }
    )


def measure(rounds: int = 15) -> list[dict]:
    """Time all networks; each round runs every contender once, ratios are taken within a round."""
    results = []
    for name, (_, _, units, hidden, output, batch) in NETWORKS.items():
        timeline = Timeline(experiment(name))
        s = timeline.trainer.samples
        x, y = s.train[: s.features], s.train[s.features + 1 :]
        arguments = (x, y, [s.features, *units], hidden, output, batch, 0.03, 1)
        contenders = {"nnviz": timeline.run, "textbook": Textbook(*arguments).run}
        if importlib.util.find_spec("torch"):
            contenders["pytorch"] = Eager(*arguments).run
        iterations = {"nnviz": 3000, "textbook": 1500, "pytorch": 300}
        times: dict[str, list[float]] = {who: [] for who in contenders}
        for who, run in contenders.items():
            run(2000 if who != "pytorch" else 100)
        for _ in range(rounds):
            for who, run in contenders.items():
                began = time.perf_counter()
                run(iterations[who])
                times[who].append((time.perf_counter() - began) / iterations[who] * 1e6)
        row = {"network": name, **{f"{who}_us": round(statistics.median(t), 2) for who, t in times.items()}}
        for who, bound in zip(("textbook", "pytorch"), BOUNDS[name], strict=True):
            if who in times:
                ratios = [a / b for a, b in zip(times["nnviz"], times[who], strict=True)]
                row[f"to_{who}"], row[f"bound_{who}"] = round(statistics.median(ratios), 3), bound
        results.append(row)
    return results
