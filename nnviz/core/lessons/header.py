"""The header of a lesson: lines of ``key: value`` between two lines of three hyphens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from nnviz.core.lessons.lesson import LAST, LEVELS
from nnviz.core.lessons.source import LessonSource, cited
from nnviz.core.text.translate import translate

KEYS = ("experiment", "compare", "names", "letters", "minutes", "level", "order")
MAX_NAMES, MAX_MINUTES = 50, 600
_FENCE = "---"
_STANDS_FOR = {"names": "expression", "letters": "value"}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


@dataclass(frozen=True)
class LessonHeader:
    """What a header says; `lines` are those of its keys, and `end` is the line after it."""

    end: int
    experiment: str
    compare: str | None = None
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    minutes: int = 10
    order: int = LAST
    level: str = ""
    letters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def read(source: LessonSource) -> LessonHeader:
    """Read the header.

    Raises
    ------
    LessonError
        If there is none, or a key is unknown, missing, given twice or has a value it cannot have.
    """
    if not source.lines or source.lines[0].strip() != _FENCE:
        raise source.error(
            1,
            "header",
            translate("lessons", "a lesson begins with key: value between two lines {fence}").format(
                fence=_FENCE
            ),
        )
    values, lines = {}, {}
    for number, line in enumerate(source.lines[1:], 2):
        if line.strip() == _FENCE:
            break
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not line.strip():
            continue
        if not colon or key not in KEYS:
            raise source.error(
                number,
                "header",
                translate("lessons", "expected key: value with a key of {keys}, not {line}").format(
                    keys=", ".join(KEYS), line=cited(line)
                ),
            )
        if key in values:
            raise source.error(number, key, translate("lessons", "this key is given twice"))
        if not value:
            raise source.error(number, key, translate("lessons", "a value is required after the colon"))
        values[key], lines[key] = value, number
    else:
        raise source.error(
            1,
            "header",
            translate("lessons", "the header is not closed; write a line {fence} after it").format(
                fence=_FENCE
            ),
        )
    if "experiment" not in values:
        raise source.error(
            1, "experiment", translate("lessons", "the header names the experiment the lesson opens with")
        )
    return LessonHeader(
        end=number + 1,
        experiment=values["experiment"],
        compare=values.get("compare"),
        names=_names(source, lines.get("names", 1), values.get("names", ""), "names"),
        letters=_names(source, lines.get("letters", 1), values.get("letters", ""), "letters"),
        level=_level(source, lines.get("level", 1), values.get("level", "")),
        minutes=_whole(source, lines, values, "minutes", 10, MAX_MINUTES),
        order=_whole(source, lines, values, "order", LAST, LAST),
        lines=MappingProxyType(lines),
    )


def _whole(
    source: LessonSource,
    lines: Mapping[str, int],
    values: Mapping[str, str],
    key: str,
    default: int,
    most: int,
) -> int:
    if key not in values:
        return default
    if not re.fullmatch(r"[0-9]{1,6}", values[key]) or not 1 <= int(values[key]) <= most:
        raise source.error(
            lines[key],
            key,
            translate("lessons", "expected a whole number from 1 to {most}, not {values}").format(
                most=most, values=cited(values[key])
            ),
        )
    return int(values[key])


def _level(source: LessonSource, line: int, value: str) -> str:
    if value and value not in LEVELS:
        raise source.error(
            line,
            "level",
            translate("lessons", "expected one of {levels}, not {cited}").format(
                levels=", ".join(LEVELS), cited=cited(value)
            ),
        )
    return value


def _names(source: LessonSource, line: int, value: str, key: str) -> Mapping[str, str]:
    names: dict[str, str] = {}
    for part in value.split(",") if value else ():
        name, equals, stands_for = (each.strip() for each in part.partition("="))
        if not equals or not _NAME.fullmatch(name) or not stands_for:
            raise source.error(
                line,
                key,
                translate("lessons", "expected name = {stands_for}, with commas between, not {part}").format(
                    stands_for=_STANDS_FOR[key], part=cited(part)
                ),
            )
        if name in names:
            raise source.error(line, key, translate("lessons", "{name} is given twice").format(name=name))
        names[name] = stands_for
    if len(names) > MAX_NAMES:
        raise source.error(
            line,
            key,
            translate("lessons", "at most {max_names} {key} are allowed, not {count}").format(
                max_names=MAX_NAMES, key=key, count=len(names)
            ),
        )
    return MappingProxyType(names)
