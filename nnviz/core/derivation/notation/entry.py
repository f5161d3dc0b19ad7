"""A claim while it is typed: how it is read, in symbols tied to values, or which piece is not understood."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass

from nnviz.core.arrays.frame import Frame
from nnviz.core.derivation.notation.claims import NotationJudge, read_claim, vocabulary_with
from nnviz.core.derivation.notation.written import NotationError
from nnviz.core.derivation.typeset import typeset_nodes
from nnviz.core.equations.formula import Formula
from nnviz.core.judge.convention import PROGRAM
from nnviz.core.judge.judging import world_of
from nnviz.core.judge.nodes import Canonical, ClaimError, NameNode, Node, exchange, text_of, walk
from nnviz.core.judge.parser import parse
from nnviz.core.judge.random_trials import recipe
from nnviz.core.judge.scope import Names
from nnviz.core.judge.verdict import Verdict
from nnviz.core.text.translate import translate


@dataclass(frozen=True)
class EntryReading:
    """How a claim is read.

    Attributes
    ----------
    formulas
        Every reading as a formula, the most usual first; empty where there is none.
    claims
        The same as target and expression in the judge's own grammar.
    problem, start, end
        What is not understood, one sentence, and where it stands in the expression.
    """

    formulas: tuple[Formula, ...] = ()
    claims: tuple[tuple[str, str], ...] = ()
    problem: str = ""
    start: int = 0
    end: int = 0


def read_entry(target: str, text: str, frame: Frame, names: Mapping[str, str]) -> EntryReading:
    """Return how a claim is read; raises nothing for a bad one."""
    try:
        return _in_grammar(target, parse(text), frame, names, (target, text))
    except ClaimError as error:
        problem = str(error)
    except RecursionError:
        return EntryReading(problem=translate("derivation", "The claim is nested too deeply."))
    try:
        found = read_claim(target or "C", text, vocabulary_with(names, frame.experiment, PROGRAM))
    except NotationError as error:
        return EntryReading(problem=str(error), start=error.start, end=error.end)
    except RecursionError:
        return EntryReading(problem=problem)
    formulas, claims = [], []
    for reading in found:
        nodes = [side.node for side in reading.sides]
        claims.append((text_of(nodes[0]) if target else "", text_of(nodes[1])))
        try:
            formulas.append(typeset_nodes(nodes if target else nodes[1:]))
        except (ValueError, TypeError):
            formulas.append(Formula("", "", ()))
    return EntryReading(tuple(formulas), tuple(claims))


def _in_grammar(
    target: str, claim: Node, frame: Frame, names: Mapping[str, str], typed: tuple[str, str]
) -> EntryReading:
    world = world_of(recipe(frame.experiment))
    known = Names(world.experiment, world.known, dict(names))
    nodes = [_resolved(claim, known)]
    # A derivative, such as dC/do, is no expression: the right side stands alone then.
    with contextlib.suppress(ClaimError):
        nodes.insert(0, _resolved(parse(target), known))
    try:
        return EntryReading((typeset_nodes(nodes),), (typed,))
    except (ValueError, TypeError):
        return EntryReading((), (typed,))


def _resolved(node: Node, names: Names) -> Node:
    """Return an expression in which the spellings of values are the values' own names."""
    for part in [part for part in walk(node) if type(part) is NameNode]:
        found = names.value_name(part)
        if found is not None:
            node = exchange(node, part, Canonical(found[0]))
    return node


def verdicts_of(
    reading: EntryReading, frame: Frame, names: Mapping[str, str]
) -> list[tuple[tuple[str, str], Verdict]]:
    """Return the claims of a reading that differ in their verdict, one of each; empty if none do."""
    if len(reading.claims) < 2:
        return []
    judge = NotationJudge(frame, names)
    found: dict[str, tuple[tuple[str, str], Verdict]] = {}
    for claim in reading.claims:
        verdict = judge.judge(*claim)
        found.setdefault(verdict.verdict, (claim, verdict))
    return list(found.values()) if len(found) > 1 else []
