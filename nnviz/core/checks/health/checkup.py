"""The state of a run at one position: its training problems."""

from __future__ import annotations

import numpy as np

from nnviz.core.checks.health.activity import Activity
from nnviz.core.checks.health.finding import HealthFinding
from nnviz.core.checks.health.thresholds import THRESHOLDS
from nnviz.core.functions.buffers import Array
from nnviz.core.run.replay import Replay
from nnviz.core.run.timeline import Timeline

_WINDOW = 64


class Checkup:
    """Examines a run where it stands.

    An iteration is examined as a whole, on arrays of its own, so that nothing comes and goes from one of
    its operations to the next.

    Parameters
    ----------
    timeline
        The run. It is read and never moved.
    """

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._replay = Replay(timeline)
        self._activity = Activity(timeline.experiment, timeline.trainer.samples)

    def findings(self) -> tuple[HealthFinding, ...]:
        """Return training problems in the present iteration, sorted by layer and unit."""
        trainer, value = self._replay.ahead()
        found = self._losses(value)
        # Without numbers there is nothing more to say.
        if np.isfinite(trainer.parameters.flat).all():
            p = trainer.parameters
            found += self._gradients({n: p.weights(p.gradient, n) for n in p.layers})
            found += self._units(self._timeline.trainer.started[0])
        return tuple(sorted(found, key=_place))

    def _losses(self, value: float) -> list[HealthFinding]:
        history, i = self._timeline.history.losses, self._timeline.trainer.iteration
        if not np.isfinite(value):
            return [HealthFinding("diverging", None, None, value)]
        if i < 2 * _WINDOW or history.exact_from > 0:
            # So early nothing can be said; so late the beginning is forgotten.
            return []
        early, late = history[:_WINDOW], history[i - _WINDOW : i]
        ratio = float(np.mean(late) / np.mean(early)) if np.mean(early) > 0 else 0.0
        return (
            [HealthFinding("diverging", None, None, ratio)] if ratio > THRESHOLDS["diverging"].value else []
        )

    @staticmethod
    def _gradients(gradients: dict[int, Array]) -> list[HealthFinding]:
        norms = {n: float(np.linalg.norm(g)) for n, g in gradients.items()}
        sizes = {n: norm / gradients[n].size ** 0.5 for n, norm in norms.items()}
        largest = max(sizes.values())
        bound = THRESHOLDS["exploding"].value
        found = [HealthFinding("exploding", n, None, norm) for n, norm in norms.items() if norm > bound]
        for n, size in sizes.items():
            if largest > 0 and size / largest < THRESHOLDS["vanishing"].value:
                found.append(HealthFinding("vanishing", n, None, size / largest))
        return found

    def _units(self, flat: Array) -> list[HealthFinding]:
        shares = self._activity.shares(flat)
        return [
            HealthFinding(kind, layer, unit, float(where[layer][unit]))
            for kind, where in (("dead", shares.dead), ("saturated", shares.saturated))
            for layer, unit in shares.units(kind)
        ]


def _place(finding: HealthFinding) -> tuple[int, int, str]:
    return (finding.layer or 0, -1 if finding.unit is None else finding.unit, finding.kind)
