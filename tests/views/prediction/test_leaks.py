"""No widget, tooltip, accessible text, copy or painted letter tells a number that is hidden."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons.prediction.hiding import HidingOptions
from nnviz.session.prediction import PredictionOptions
from tests.views.prediction import leaks

EXAMPLES = ("xor", "xor-table", "sine", "blobs-softmax", "mazur")
PANELS = ("values", "judge", "stops", "data", "explain")


@pytest.fixture
def predicting(make_window, request):
    """Return a window on an example, its panels made, in which results are predicted."""
    window = make_window(getattr(request, "param", "xor"))
    window.predicting.toggle()
    return window


def found_in(window):
    """Return what leaks at this position, whatever is pointed at or in front."""
    window.refresh_scheduler.refresh_everything()
    QApplication.processEvents()
    also = [*leaks.hover_everything(window)]
    # What Output shows of known parameters may read like a hidden number by chance.
    output = ("surface",) if window.session.frame.hides_outputs else ()
    for key in ("loss", "gradients", "activations", *output):
        also += leaks.move_over(window, key)
    return leaks.leaks(window, also)


def selections(session):
    last = len(session.experiment.layers)
    wanted = (None, Selection("unit", last, 0), Selection("weight", 1, 0, 0), Selection("loss"))
    return [one for one in wanted if one is None or one.exists(session.experiment)]


@pytest.mark.parametrize("predicting", EXAMPLES, indirect=True)
def test_no_operation_tells_its_result_before_it_is_revealed(predicting):
    window, session = predicting, predicting.session
    choices, count = selections(session), len(session.frame.operations)
    for operation in range(1, count + 1, 1 if count < 20 else 2):
        session.go_to_operation(operation)
        if not session.prediction.hides:
            continue
        session.select(choices[operation % len(choices)])
        assert found_in(window) == [], session.position
        session.prediction.reveal_all()


@pytest.mark.parametrize("granularity", ["layer", "phase", "iteration", "epoch"])
def test_no_size_of_step_tells_its_results(predicting, granularity):
    window, session = predicting, predicting.session
    session.set_granularity(granularity)
    for number in range(7):
        session.step()
        if number % 2:
            session.select(selections(session)[number % 3])
        if session.prediction.hides:
            assert found_in(window) == [], session.position
            session.prediction.reveal()
            assert found_in(window) == [], session.position
            session.prediction.reveal_all()


@pytest.mark.parametrize("look", ["light", "dark"])
def test_no_panel_theme_or_way_to_write_tells(predicting, look, qapp):
    window, session = predicting, predicting.session
    theme.manager().apply(qapp, look, 1.0)
    explain = window.explain.options
    for operation, panel in zip((2, 7, 8, 12, 16), PANELS, strict=True):
        session.go_to_operation(operation)
        window.panels.bring(panel)
        explain.set_batch(True) if hasattr(explain, "set_batch") else None
        for mode in ("gradients", "activations"):
            window.charts.switch(mode)
        window.toggle_quantity()
        assert found_in(window) == [], (session.position, panel)
        session.prediction.reveal_all()


def test_what_was_seen_before_is_told_no_more_once_it_is_to_be_predicted(make_window):
    window = make_window()
    session = window.session
    session.seek(Position(30, 17))
    session.seek(Position(4, 4))
    window.predicting.toggle()
    session.step()
    assert session.frame.hidden == {"C"}
    assert found_in(window) == []
    for series in (session.history.losses, session.timeline.layer_statistics):
        assert series.at(20) is None or session.history.length <= 4


def test_the_full_chain_is_no_way_to_read_a_gradient(make_window):
    window = make_window("mazur")
    window.predicting.toggle()
    session = window.session
    window.explain.selected.unfold.setChecked(True)
    for operation in (8, 9, 12, 13):
        session.go_to_operation(operation)
        for source in (0, 1):
            session.select(Selection("weight", 2 if operation < 10 else 1, 0, source))
            assert found_in(window) == [], session.position
        session.prediction.reveal_all()


def test_a_claim_is_no_way_to_read_the_value(predicting):
    window, session = predicting, predicting.session
    session.go_to_operation(8)
    for text in ("2 * dz2 @ a1.T", "dz2 @ a1.T", "0 * W2"):
        window.judge_claim()
        window.judge.judge("dW2", text)
        assert found_in(window) == [], text


def test_a_derivation_is_no_way_to_read_the_value(make_window, qtbot):
    window = make_window("mazur")
    session = window.session
    window.predicting.toggle()
    wrong = r"$$\delta^2 = (a^2 - y) \odot a^2$$", r"$$\frac{\partial C}{\partial W^2} = 2 \delta^2 (a^1)^T$$"
    session.derivation.open("\n\n".join(("The open network.", *wrong)) + "\n")
    qtbot.waitUntil(lambda: len(session.derivation.results) == 2)
    for operation, number in ((7, 0), (8, 1)):
        session.go_to_operation(operation)
        session.derivation.look_at(number)
        assert found_in(window) == []


def test_one_hidden_unit_is_told_nowhere(predicting):
    window, session = predicting, predicting.session
    session.prediction.set_options(PredictionOptions(HidingOptions(layer=1, unit=1)))
    for operation in (1, 2, 11, 12):
        session.go_to_operation(operation)
        assert found_in(window) == [], session.position
        session.prediction.reveal_all()


def test_the_search_finds_what_is_there(predicting, monkeypatch):
    """Once everything is revealed the same search finds the numbers in every kind of place."""
    window, session = predicting, predicting.session
    session.go_to_operation(2)
    session.select(Selection("unit", 1, 0))
    secret = leaks.hidden_forms(session)
    session.prediction.reveal_all()
    monkeypatch.setattr(leaks, "hidden_forms", lambda _session: secret)
    places = " ".join(where for _, _, where, _ in found_in(window))
    for wanted in ("LaTeX", "accessible", "card of", "status line", "network item", "painted in NetworkView"):
        assert wanted in places


@pytest.mark.soak
@pytest.mark.parametrize(
    "predicting", ["circle", "iris", "saturated", "sigmoid-softmax", "spiral", "spirals-deep"], indirect=True
)
@pytest.mark.parametrize("granularity", ["operation", "phase", "iteration"])
def test_every_example_keeps_its_secrets(predicting, granularity):
    window, session = predicting, predicting.session
    session.set_granularity(granularity)
    choices = selections(session)
    for number in range(2 * len(session.frame.operations) + 2):
        session.step()
        session.select(choices[number % len(choices)])
        if session.prediction.hides:
            assert found_in(window) == [], session.position
            session.prediction.reveal_all()


def test_a_pinned_run_that_began_alike_does_not_tell(make_window):
    window = make_window()
    session = window.session
    session.seek(Position(6, 17))
    session.pinned.pin()
    window.predicting.toggle()
    session.seek(Position(2, 2))
    assert session.frame.hidden == {"a1"}
    assert session.pinned.frame.hidden == {"a1"}
    assert session.pinned.history.length == 2
    assert found_in(window) == []
    session.prediction.reveal_all()
    assert not session.pinned.frame.hidden


def empty(widget):
    """Return the fraction of a widget's picture that has the colour of paper."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32) & 0xFFFFFF
    return float((pixels == QColor(theme.current().panel).rgb() & 0xFFFFFF).mean())


def test_the_plane_that_is_drawn_on_shows_no_output_before_it_is_revealed(predicting, qtbot):
    window, session = predicting, predicting.session
    window.draw_data()
    qtbot.waitUntil(lambda: window.data.plane.isVisible())
    session.go_to_operation(2)
    assert session.frame.hides_outputs
    window.refresh_scheduler.refresh_everything()
    assert empty(window.data.plane) > 0.7
    session.go_to_operation(4)
    session.prediction.reveal_all()
    window.refresh_scheduler.refresh_everything()
    qtbot.waitUntil(lambda: empty(window.data.plane) < 0.6)
