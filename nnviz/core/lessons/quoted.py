"""Quotations of a lesson: a claim with its verdict, or a question with its answer."""

from __future__ import annotations

import re
from typing import NamedTuple

from nnviz.core.judge.verdict import DIAGNOSES, ONE_EXAMPLE, ONE_HOT, SUM_TO_ONE
from nnviz.core.lessons import inline
from nnviz.core.lessons.lesson import (
    CONDITIONAL,
    RIGHT,
    UNSTABLE,
    WRONG,
    Choice,
    LessonClaim,
    NumberAnswer,
    Question,
)
from nnviz.core.lessons.scan import Piece
from nnviz.core.lessons.source import LessonSource, cited
from nnviz.core.text.number_format import parse_number
from nnviz.core.text.translate import translate

CLAIM = ("Claim", "Judge", "Verdict", "Why")
QUESTION = ("Question", "Number", "Answer")
OPTIONAL = frozenset({"Number"})
"""Parts that may be missing."""
MAX_CHOICES = 10
DETAILS: dict[str, tuple[str, ...]] = {
    RIGHT: (),
    CONDITIONAL: (
        ONE_EXAMPLE, SUM_TO_ONE, ONE_HOT, f"{ONE_EXAMPLE} and {SUM_TO_ONE}", f"{ONE_EXAMPLE} and {ONE_HOT}",
    ),
    UNSTABLE: (),
    WRONG: DIAGNOSES,
}  # fmt: skip
"""Verdict → what belongs to it: the condition under which it is right, or the mistake that was made."""
_LABEL = re.compile(r"\*\*([A-Za-z]+)[.:]?\*\*[.:]?\s*(.*)")
_CHOICE = re.compile(r"[-*+] +\[([ xX])\] +(.+)")
_EQUALS = re.compile(r"(?<![=!<>])=(?!=)")
_TOLERANCE = re.compile(r"\+/?-|\\pm\b")
_SHARE = 0.01
"""Relative tolerance of a number that gives none."""
_VERDICT = re.compile(r"([a-z]+)(?:\s*\(([^()]*)\))?\.?")


class _Field(NamedTuple):
    line: int
    text: str


def block(source: LessonSource, piece: Piece) -> LessonClaim | Question:
    """Return the claim or the question of a quotation.

    Raises
    ------
    LessonError
        If it is neither, or a part is missing, unknown or given twice.
    """
    first = _LABEL.match(piece.text)
    if first is None or first[1] not in (CLAIM[0], QUESTION[0]):
        raise source.error(
            piece.line,
            "quotation",
            translate("lessons", "begin it with **{claim}** or **{question}**, not {text}").format(
                claim=CLAIM[0], question=QUESTION[0], text=cited(piece.text)
            ),
        )
    if first[1] == CLAIM[0]:
        return _claim(source, piece.line, _fields(source, piece, CLAIM)[0])
    fields, choices = _fields(source, piece, QUESTION)
    return _question(source, piece.line, fields, choices)


def _fields(
    source: LessonSource, piece: Piece, allowed: tuple[str, ...]
) -> tuple[dict[str, _Field], list[tuple[int, Choice]]]:
    """Take a quotation apart into what follows its labels, and choices."""
    fields: dict[str, _Field] = {}
    choices: list[tuple[int, Choice]] = []
    label, in_choice = "", False
    for number, line in enumerate(piece.text.split("\n"), piece.line):
        kind = allowed[0].lower()
        if found := _LABEL.fullmatch(line):
            label, in_choice = found[1], False
            if label not in allowed:
                raise source.error(
                    number,
                    kind,
                    translate("lessons", "{label} is not one of its parts; they are {allowed}").format(
                        label=cited(label), allowed=", ".join(allowed)
                    ),
                )
            if label in fields:
                raise source.error(
                    number,
                    label.lower(),
                    translate("lessons", "a {kind} has one {label}; this is the second").format(
                        kind=kind, label=label
                    ),
                )
            fields[label] = _Field(number, found[2])
        elif allowed is QUESTION and label == QUESTION[0] and (found := _CHOICE.fullmatch(line)):
            choices.append((number, Choice(found[2], found[1] != " ")))
            in_choice = True
        elif in_choice and line:
            at, choice = choices[-1]
            choices[-1] = (at, Choice(f"{choice.markdown} {line}", choice.right))
        elif line:
            fields[label] = fields[label]._replace(text=f"{fields[label].text} {line}".strip())
    for name in allowed:
        if name in OPTIONAL and name not in fields:
            continue
        if name not in fields or not fields[name].text:
            line_of = fields[name].line if name in fields else piece.line
            raise source.error(
                line_of,
                name.lower(),
                translate("lessons", "a {kind} needs **{name}** and a text after it").format(
                    kind=kind, name=name
                ),
            )
    return fields, choices


def _claim(source: LessonSource, line: int, fields: dict[str, _Field]) -> LessonClaim:
    quote, judged, verdict, why = (fields[name] for name in CLAIM)
    latex = inline.formulas(quote.text)
    if len(latex) != 1 or len(inline.runs(quote.text)) != 1:
        raise source.error(
            quote.line,
            "claim",
            translate("lessons", "expected one formula between dollar signs, not {text}").format(
                text=cited(quote.text)
            ),
        )
    code = inline.runs(judged.text)
    # The first equals sign that is none of == != <= >=.
    target, *rest = _EQUALS.split(code[0].text, maxsplit=1)
    text = " ".join("".join(rest).split())
    if len(code) != 1 or code[0].kind != inline.CODE or not (target.strip() and text):
        raise source.error(
            judged.line,
            "judge",
            translate("lessons", "expected `target = expression` in backticks, not {text}").format(
                text=cited(judged.text)
            ),
        )
    return LessonClaim(latex[0], target.strip(), text, *_verdict(source, verdict), why.text, line)


def _verdict(source: LessonSource, written: _Field) -> tuple[str, str]:
    """Return the verdict and what belongs to it in the judge's words."""
    found = _VERDICT.fullmatch(written.text)
    if found is None or found[1] not in DETAILS:
        raise source.error(
            written.line,
            "verdict",
            translate(
                "lessons", "expected one of {details}, with its arguments in round brackets, not {text}"
            ).format(details=", ".join(DETAILS), text=cited(written.text)),
        )
    verdict, allowed = found[1], DETAILS[found[1]]
    detail = " ".join((found[2] or "").split())
    for word in allowed:
        if detail.replace(" ", "_") == word.replace(" ", "_"):
            return verdict, word
    if not allowed and not detail:
        return verdict, ""
    choices = (
        translate("lessons", "one of {allowed}").format(allowed=", ".join(allowed)) if allowed else "nothing"
    )
    raise source.error(
        written.line,
        "verdict",
        translate("lessons", "{verdict} takes {choices} in round brackets, not {detail}").format(
            verdict=verdict, choices=choices, detail=cited(detail)
        ),
    )


def _question(
    source: LessonSource, line: int, fields: dict[str, _Field], choices: list[tuple[int, Choice]]
) -> Question:
    if len(choices) > MAX_CHOICES:
        raise source.error(
            choices[MAX_CHOICES][0],
            "question",
            translate("lessons", "at most {max_choices} answers to choose from are allowed").format(
                max_choices=MAX_CHOICES
            ),
        )
    if choices and not any(choice.right for _, choice in choices):
        raise source.error(choices[0][0], "question", translate("lessons", "mark the right answer with [x]"))
    if len(choices) == 1:
        raise source.error(
            choices[0][0], "question", translate("lessons", "give two answers to choose from, or none")
        )
    number = _number(source, fields["Number"]) if "Number" in fields else None
    if number is not None and choices:
        raise source.error(
            fields["Number"].line,
            "number",
            translate("lessons", "a question has answers to choose from or a number, not both"),
        )
    shown = tuple(choice for _, choice in choices)
    return Question(fields["Question"].text, fields["Answer"].text, shown, line, number)


def _number(source: LessonSource, written: _Field) -> NumberAnswer:
    """Return the number to be typed; without a tolerance an answer may be off by one in a hundred."""
    value, sign, tolerance = _TOLERANCE.sub("±", written.text.strip("`$ ")).partition("±")
    try:
        right = parse_number(value)
        off = parse_number(tolerance) if sign else _SHARE * abs(right)
    except ValueError as error:
        raise source.error(
            written.line,
            "number",
            translate(
                "lessons", "expected a number, such as 0.25 ± 0.01 or 1/4, not {text} ({error})"
            ).format(text=cited(written.text), error=error),
        ) from None
    if off < 0:
        raise source.error(
            written.line,
            "number",
            translate("lessons", "a tolerance is 0 or more, not {tolerance}").format(
                tolerance=cited(tolerance)
            ),
        )
    return NumberAnswer(right, off)
