"""Checking that the judge can read what a lesson puts to it, before anybody opens it."""

from __future__ import annotations

from collections.abc import Mapping

from nnviz.core.experiment.experiment import Experiment
from nnviz.core.judge.nodes import ClaimError
from nnviz.core.judge.parser import parse
from nnviz.core.judge.scope import Names
from nnviz.core.judge.target import read_target
from nnviz.core.lessons.lesson import LessonClaim
from nnviz.core.lessons.networks import Networks
from nnviz.core.lessons.source import LessonSource
from nnviz.core.text.translate import translate


class Claims:
    """Checks claims and the names they may use.

    Parameters
    ----------
    source
        The lesson.
    networks
        Its experiments.
    names
        Its own names, each with an expression in names of values.
    line
        The line they stand on.
    """

    def __init__(self, source: LessonSource, networks: Networks, names: Mapping[str, str], line: int) -> None:
        self._source, self._networks = source, networks
        self._given, self._line = names, line
        self._names: dict[Experiment, Names] = {}

    def resolve(self, e: Experiment) -> Names:
        """Return the names of claims about an experiment.

        Raises
        ------
        LessonError
            If one of the lesson's own stands for nothing in it.
        """
        if e not in self._names:
            known = self._networks.known(e, len(self._networks.operations(e)))
            try:
                self._names[e] = Names(e, frozenset(known), self._given)
            except ClaimError as error:
                raise self._source.error(self._line, "names", _inside(error)) from None
        return self._names[e]

    def check(self, claim: LessonClaim, e: Experiment) -> None:
        """Check target and expression of a claim; raises LessonError."""
        try:
            read_target(claim.target, self.resolve(e))
            parse(claim.text)
        except ClaimError as error:
            raise self._source.error(claim.line, "judge", _inside(error)) from None
        except RecursionError:
            raise self._source.error(
                claim.line, "judge", translate("lessons", "the claim is nested too deeply")
            ) from None


def _inside(error: ClaimError) -> str:
    """Return the sentence of an error as it may stand after a colon."""
    text = " ".join(str(error).split())
    return f"{text[:1].lower()}{text[1:]}".removesuffix(".")
