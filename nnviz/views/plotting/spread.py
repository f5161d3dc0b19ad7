"""Labels beside the ends of curves that may not stand on one another."""

from __future__ import annotations

from collections.abc import Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move positions apart as little as possible.

    The sum of the squared moves is least: with ``tᵢ = pᵢ − i · gap`` in rising order the positions may
    come no closer than `gap` exactly when t does not fall, which is isotonic regression, solved by
    pooling neighbours that are the wrong way round (Ayer et al. 1955).

    Parameters
    ----------
    wanted
        Where each label would like to be, in any order.
    gap
        Least distance between two of them.
    low, high
        Bounds; kept as long as there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    pools: list[tuple[float, int]] = []
    for rank, i in enumerate(order):
        mean, count = wanted[i] - rank * gap, 1
        while pools and pools[-1][0] > mean:
            other, size = pools.pop()
            mean, count = (mean * count + other * size) / (count + size), count + size
        pools.append((mean, count))
    last = max(low, high - (len(wanted) - 1) * gap)
    shifted = [min(max(mean, low), last) for mean, count in pools for _ in range(count)]
    placed = [0.0] * len(wanted)
    for rank, i in enumerate(order):
        placed[i] = shifted[rank] + rank * gap
    return placed


def thin(count: int, most: int) -> list[int]:
    """Return which of `count` items keep their label: at most `most`, the first and last among them."""
    if count <= max(most, 1):
        return list(range(count))
    if most < 2:
        return [count - 1]
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)})
