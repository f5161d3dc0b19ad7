"""Verdicts on a derivation as JSON and as text."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from nnviz.core.derivation.inferred_network import network_text
from nnviz.core.derivation.judged import VERDICTS, Judged
from nnviz.core.derivation.judging import DerivationJudge
from nnviz.core.derivation.plain_spelling import is_plain, plain_spelling
from nnviz.core.derivation.text_network import Network
from nnviz.core.judge.nodes import text_of
from nnviz.core.text.translate import translate

_MARKS = {
    "definition": "≔",
    "right": "✓",
    "conditional": "(✓)",
    "unstable": "(✓)",
    "wrong": "✗",
    "unread": "?",
}


def as_json(judge: DerivationJudge) -> dict[str, Any]:
    """Return all of a judged derivation as JSON data."""
    networks = [judge.networks.network(i) for i in range(len(judge.derivation.sketches))]
    first = networks[0]
    counts = {verdict: sum(r.verdict == verdict for r in judge.results) for verdict in VERDICTS}
    return {
        "network": {
            "text": network_text(first.experiment),
            "inferred": first.inferred,
            "assumed": judge.networks.assumed,
            "experiment": first.experiment.to_dict(),
        },
        "convention": convention_text(judge),
        "bindings": bindings(networks),
        "formulas": [formula_json(result) for result in judge.results],
        "summary": {"formulas": len(judge.results), **counts},
    }


def convention_text(judge: DerivationJudge) -> str:
    """Return how a text is read: its formulas, its code if that differs, and what was assumed."""
    networks = judge.networks
    told = (networks.network(0).convention.sentence, networks.code_sentence, networks.assumption)
    return " ".join(sentence for sentence in told if sentence)


def bindings(networks: list[Network]) -> list[dict[str, str]]:
    """Return what the symbols of a text are bound to: symbol, value of the network, and origin."""
    found: dict[str, dict[str, str]] = {}
    for network in networks:
        for symbol, meaning in network.vocabulary.meanings.items():
            if meaning.kind == "family":
                value = f"{meaning.family} of every layer"
            elif meaning.kind == "function":
                value = meaning.function
            elif meaning.node is not None:
                value = text_of(meaning.node)
            else:
                continue
            if not meaning.origin:
                continue
            found.setdefault(symbol, {"symbol": symbol, "value": value, "from": meaning.origin})
    return list(found.values())


def formula_json(result: Judged) -> dict[str, Any]:
    """Return the verdict on one formula as JSON data."""
    error = result.relative_error
    return {
        "line": result.text.line,
        "source": result.text.source,
        "reading": result.reading,
        "verdict": result.verdict,
        "condition": result.condition,
        "diagnosis": result.diagnosis,
        "relative_error": error if error is not None and math.isfinite(error) else None,
        "correct": _correct(result),
        "message": " ".join([result.message, *result.notes]),
        "first_wrong": result.first_wrong,
        "steps": ["unread" if step.verdict == "invalid" else step.verdict for step in result.steps],
    }


def _correct(result: Judged) -> str:
    """Return a correction as the line is written: LaTeX, code, or plain text with Unicode signs."""
    plain = not result.text.code and is_plain(result.text.source)
    return plain_spelling(result.correct) if plain else result.correct


def lines_of(judge: DerivationJudge) -> Iterator[str]:
    """Yield a judged derivation as lines of text."""
    networks = [judge.networks.network(i) for i in range(len(judge.derivation.sketches))]
    shown = -1
    for result in judge.results:
        if result.network != shown:
            shown = result.network
            network = networks[shown]
            text = translate("derivation", "Network: {experiment}")
            if judge.networks.assumed:
                text = translate("derivation", "Network: {experiment} (assumed)")
            elif network.inferred:
                text = translate("derivation", "Network: {experiment} (from the text)")
            yield text.format(experiment=network_text(network.experiment))
            yield convention_text(judge) if shown == 0 else network.convention.sentence
        source = " ".join(result.text.source.split())
        yield translate("derivation", "{marks} line {line}: {source}").format(
            marks=_MARKS[result.verdict], line=result.text.line, source=f"{source:.100}"
        )
        first = translate("derivation", "This is the first wrong line.") if result.first_wrong else ""
        yield f"    {result.verdict}: {result.message} {first}".rstrip()
        for note in result.notes:
            yield f"    {note}"
        if result.correct and result.verdict in ("wrong", "conditional", "unstable") and result.reading:
            text = translate("derivation", "right: {source} = {correct}")
            left = source.partition("=")[0].rstrip(" &+-*/:")
            yield "    " + text.format(source=left, correct=_correct(result))
    counts = {verdict: sum(r.verdict == verdict for r in judge.results) for verdict in VERDICTS}
    yield ", ".join(f"{count} {verdict}" for verdict, count in counts.items() if count)
