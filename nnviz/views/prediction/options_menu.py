"""The menu of what is hidden before a step is shown, and how the class guesses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QWidget

from nnviz.core.lessons.prediction.guesses import DEFAULT_TOLERANCE, GUESSES, TOLERANCES
from nnviz.core.lessons.prediction.hiding import KINDS, HidingOptions
from nnviz.session import Session
from nnviz.session.prediction import PredictionOptions
from nnviz.views.controls import Menu

_MOST_LAYERS = 12
"""Layers that are offered one by one; of deeper networks the selected one is."""


class PredictionMenu(Menu):
    """Filled each time it opens, with marks at what is chosen.

    Parameters
    ----------
    session
        Whose prediction it sets.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._session = session
        self.setAccessibleName(self.tr("What is predicted"))
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        options = self._session.prediction.options
        self.addAction(self.tr("Hidden until it is guessed:")).setEnabled(False)
        for kind, label in self._kinds().items():
            action = self._add(self, label, kind in options.hiding.kinds)
            action.toggled.connect(_OptionCall(self._toggle_kind, kind))
        self._add_places(options)
        self.addSeparator()
        self._add_choice(self.tr("Ask for"), self._guesses(), options.kind, partial(self._set, "kind"))
        tolerances = {t: f"± {t * 100:g} %" for t in TOLERANCES}
        self._add_choice(
            self.tr("A number is right within"), tolerances, options.tolerance,
            partial(self._set, "tolerance"),
        )  # fmt: skip
        pauses = self._add(self, self.tr("Slow motion pauses at every question"), options.pauses)
        pauses.toggled.connect(partial(self._set, "pauses"))
        self.addSeparator()
        tally = self.addAction(self.tr("Reset the tally"), self._session.prediction.reset_tally)
        tally.setEnabled(self._session.prediction.tally.asked > 0)

    def _kinds(self) -> dict[str, str]:
        return dict(
            zip(
                KINDS,
                (
                    self.tr("Values: z, a"),
                    self.tr("Loss C"),
                    self.tr("δ of every unit"),
                    self.tr("Gradients of weights, biases and activations"),
                    self.tr("Updates: the weights and biases after it"),
                ),
                strict=True,
            )
        )

    def _guesses(self) -> dict[str, str]:
        words = (
            self.tr("a number"),
            self.tr("a sign"),
            self.tr("an order of sizes"),
            self.tr("a choice, 1 to 5"),
        )
        return dict(zip(GUESSES, words, strict=True))

    def _add_places(self, options: PredictionOptions) -> None:
        selected, layers = self._session.selected, self._session.experiment.layers
        hiding = options.hiding
        places: dict[tuple[int | None, int | None], str] = {(None, None): self.tr("The whole network")}
        for n in range(1, min(len(layers), _MOST_LAYERS) + 1):
            places[n, None] = self.tr("Layer {0}").format(n)
        if selected is not None and selected.layer:
            places[selected.layer, None] = self.tr("Layer {0}").format(selected.layer)
            unit = self.tr("Unit {0} of layer {1}")
            places[selected.layer, selected.unit] = unit.format(selected.unit + 1, selected.layer)
        now = (hiding.layer, hiding.unit)
        if now not in places and hiding.layer is not None:
            number = (hiding.unit or 0) + 1
            places[now] = self.tr("Unit {0} of layer {1}").format(number, hiding.layer)
        self._add_choice(self.tr("Where"), places, now, self._set_place)

    def _add_choice(
        self, title: str, entries: Mapping[Any, str], now: object, chosen: Callable[[Any], None]
    ) -> None:
        menu = Menu(title, self)
        group = QActionGroup(menu)
        for key, label in entries.items():
            action = self._add(menu, label, key == now)
            group.addAction(action)
            action.triggered.connect(_OptionCall(chosen, key))
        self.addMenu(menu)

    @staticmethod
    def _add(menu: Menu, label: str, checked: bool) -> QAction:
        action = QAction(label, menu)
        action.setCheckable(True)
        action.setChecked(checked)
        menu.addAction(action)
        return action

    def _set(self, name: str, value: Any) -> None:
        prediction = self._session.prediction
        prediction.set_options(replace(prediction.options, **{name: value}))

    def _toggle_kind(self, kind: str) -> None:
        hiding = self._session.prediction.options.hiding
        self._set("hiding", replace(hiding, kinds=hiding.kinds ^ {kind}))

    def _set_place(self, place: tuple[int | None, int | None]) -> None:
        hiding = self._session.prediction.options.hiding
        self._set("hiding", replace(hiding, layer=place[0], unit=place[1]))


class _OptionCall:
    """Calls a function with one value, whatever Qt passes along."""

    def __init__(self, call: Callable[..., None], value: object) -> None:
        self._call, self._value = call, value

    def __call__(self, _checked: bool = False) -> None:
        self._call(self._value)


def remember(settings: QSettings, options: PredictionOptions) -> None:
    """Keep what is hidden and how is guessed for the next time; a layer belongs to its network."""
    settings.setValue("predict/hidden", " ".join(kind for kind in KINDS if kind in options.hiding.kinds))
    settings.setValue("predict/guess", options.kind)
    settings.setValue("predict/tolerance", options.tolerance)
    settings.setValue("predict/pauses", "true" if options.pauses else "false")


def remembered(settings: QSettings) -> PredictionOptions:
    """Return what was chosen the last time; what the file holds may be anything, so it is checked."""
    default = PredictionOptions()
    words = settings.value("predict/hidden")
    kinds = default.hiding.kinds if words is None else frozenset(str(words).split()) & set(KINDS)
    kind, pauses = str(settings.value("predict/guess", "")), str(settings.value("predict/pauses", "true"))
    try:
        tolerance = float(str(settings.value("predict/tolerance", DEFAULT_TOLERANCE)))
    except ValueError:
        tolerance = DEFAULT_TOLERANCE
    return PredictionOptions(
        HidingOptions(kinds),
        kind if kind in GUESSES else default.kind,
        tolerance if tolerance in TOLERANCES else DEFAULT_TOLERANCE,
        pauses.lower() != "false",
    )
