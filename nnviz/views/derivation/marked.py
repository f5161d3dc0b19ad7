"""The open derivation with its marks in words, as it is exported."""

from __future__ import annotations

from nnviz.core.derivation.blocks import blocks_of
from nnviz.core.derivation.catalogue import title_of
from nnviz.core.derivation.inferred_network import network_text
from nnviz.core.derivation.judged import Judged
from nnviz.core.derivation.report import bindings
from nnviz.core.experiment.record import ExperimentError
from nnviz.core.text.translate import translate
from nnviz.session import Session
from nnviz.views.derivation.wording import mark, summary
from nnviz.worksheets.marked_text import FormulaMark, MarkedText


def marked_text(session: Session) -> MarkedText:
    """Return the derivation of a session with the marks there are.

    Raises
    ------
    ExperimentError
        If there is none, or it cannot be judged.
    """
    d = session.derivation
    if d.saved is None or d.derivation is None:
        raise ExperimentError(d.problem or "derivation: " + translate("derivation", "there is none"))
    networks = d.networks()
    about = [summary(d.results)]
    for number, network in enumerate(networks):
        words = (
            translate("derivation", "Judged in {0}.")
            if not number
            else translate("derivation", "Later in {0}.")
        )
        about.append(words.format(network_text(network.experiment)))
    if networks:
        about.append(networks[0].convention.sentence)
    names = tuple((row["symbol"], row["value"], row["from"]) for row in bindings(networks))
    formulas = d.derivation.formulas
    marks = []
    for number, item in enumerate(formulas):
        if number < len(d.results):
            marks.append(_mark(session, number, d.results[number]))
        else:
            marks.append(FormulaMark(item.line, "", translate("derivation", "not judged")))
    title = title_of(d.saved.text) or d.saved.name or translate("derivation", "Derivation")
    sources = tuple(item.source for item in formulas)
    return MarkedText(
        title, tuple(dict.fromkeys(about)), names, tuple(blocks_of(d.derivation)), tuple(marks), sources
    )


def _mark(session: Session, number: int, result: Judged) -> FormulaMark:
    d = session.derivation
    faulty = result.verdict in ("wrong", "conditional", "unstable", "unread")
    network, place = d.network_of(number), ""
    if network is not None and d.is_open(network.experiment) and (operation := d.operation_of(number)) >= 0:
        symbol = session.frame.operations[operation].symbol
        place = translate("derivation", "Operation {0} of an iteration: {1}.").format(operation + 1, symbol)
        name = session.path.name if session.path is not None else translate("derivation", "FILE")
        # The position in the run by which everybody finds the operation again.
        at = f"{session.position.iteration}.{operation + 1}"
        place = " ".join((place, "nnviz", "explain", name, "--at", at))
    return FormulaMark(
        result.text.line,
        result.verdict,
        mark(result),
        result.message if faulty else "",
        result.correct if faulty else "",
        place,
    )
