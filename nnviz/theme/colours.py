"""Arithmetic on hex colours: mixing, contrast and the maps that turn numbers into colours."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue, 0 to 255, of ``#RRGGBB``."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def blend(a: str, b: str, t: float) -> str:
    """Return the opaque colour that lies `t` (0 to 1) of the way from `a` to `b`.

    Painting with a mixed colour looks the same as painting translucently over a known background
    and strokes several times faster. Steps of 1/255 keep the cache small while `t` follows a number.
    """
    return _blend(a, b, round(min(max(t, 0.0), 1.0) * 255))


@lru_cache(maxsize=8192)
def _blend(a: str, b: str, step: int) -> str:
    red, green, blue = (
        round(x + (y - x) * step / 255) for x, y in zip(channels(a), channels(b), strict=True)
    )
    return f"#{red:02X}{green:02X}{blue:02X}"


def muted(colour: str, share: float) -> str:
    """Return a colour of the same luminance, `share` (0 to 1) of the way to grey."""
    wanted = luminance(colour)
    linear = wanted * 12.92 if wanted <= 0.0031308 else 1.055 * wanted ** (1 / 2.4) - 0.055
    grey = "#{0:02X}{0:02X}{0:02X}".format(round(255 * linear))
    return blend(colour, grey, share)


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, "relative luminance")."""
    shares = (channel / 255 for channel in channels(colour))
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


@lru_cache(maxsize=512)
def readable_on(fill: str, *preferred: str) -> str:
    """Return the first of `preferred` with 4.5 : 1 on `fill`, else the better of black and white."""
    for colour in preferred:
        if contrast(colour, fill) >= 4.5:
            return colour
    return max(("#FFFFFF", "#000000"), key=lambda colour: contrast(colour, fill))


@lru_cache(maxsize=8)
def diverging(negative: str, neutral: str, positive: str) -> npt.NDArray[np.uint32]:
    """Return 256 opaque RGB32 colours from `negative` over `neutral` (entries 127 and 128) to `positive`."""
    below = _ramp((negative, neutral), 128)
    above = _ramp((neutral, positive), 128)
    return _packed(np.vstack([below, above]))


def sequence(stops: tuple[str, ...], count: int) -> list[str]:
    """Return `count` colours spread evenly over `stops`; a single one is taken from the middle."""
    if count == 1:
        return [stops[len(stops) // 2]]
    return ["#{:02X}{:02X}{:02X}".format(*row) for row in _ramp(stops, count)]


def _ramp(stops: tuple[str, ...], count: int) -> npt.NDArray[np.uint8]:
    """Return the colours between `stops`, shape ``(count, 3)``."""
    at = np.linspace(0, len(stops) - 1, count)
    table = np.array([channels(stop) for stop in stops], dtype=float)
    mixed = [np.interp(at, np.arange(len(stops)), table[:, k]) for k in range(3)]
    rows: npt.NDArray[np.uint8] = np.rint(np.stack(mixed, axis=1)).astype(np.uint8)
    return rows


def _packed(rows: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint32]:
    """Return ``0xFFRRGGBB`` for each row, read-only because it is shared."""
    red, green, blue = rows.astype(np.uint32).T
    table: npt.NDArray[np.uint32] = (0xFF << 24) | red << 16 | green << 8 | blue
    table.setflags(write=False)
    return table
