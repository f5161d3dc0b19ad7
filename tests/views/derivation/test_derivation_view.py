"""The panel Derivation: pasted texts, their marks, the way into the network, what is kept and exported."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from nnviz.core.derivation.catalogue import NAMES, built_in
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.session.edit import Edit

MARKS = {
    "sigmoid-softmax": (13, "wrong: only the term k = j · first wrong step", 49),
    "cross-entropy-softmax": (11, "wrong: sign flipped · first wrong step", 21),
    "equation-sheet": (23, "wrong: σ′ is applied twice · first wrong step", 33),
    "one-hidden-layer": (9, "wrong: transposed · first wrong step", 16),
}
"""Built-in derivation → number of formulas, the mark of its first wrong step, and its line."""
OPEN_TEXT = "dW2 = dz2 @ a1.T\n\ndb2 = dz2 @ a1.T\n"


@pytest.fixture
def panel(window, qtbot):
    window.derivations.show()
    return window.derivations.view


def judged(qtbot, window):
    d = window.session.derivation
    qtbot.waitUntil(lambda: d.derivation is not None and not d.busy, timeout=30_000)
    QApplication.processEvents()
    return window.derivations.view


def paste(qtbot, window, text, into):
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(into, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    return judged(qtbot, window)


@pytest.mark.parametrize("name", NAMES)
def test_a_built_in_text_is_pasted_and_its_wrong_step_is_seen_in_the_network(qtbot, window, name):
    window.network.setFocus()
    view = paste(qtbot, window, built_in(name), window.network)
    number, mark, line = MARKS[name]
    assert window.panels["derivation"].in_front()
    assert len(view.formulas) == number == len(window.session.derivation.results)
    wrong = next(row for row in view.formulas if "first wrong step" in row.words)
    assert (wrong.words, wrong.line) == (mark, line)
    assert wrong.words in wrong.accessibleName()
    view.heading.first_wrong.click()
    assert wrong.current
    assert window.session.highlighted == ()
    assert "Build" in wrong.button.text()
    before = window.session.experiment
    wrong.button.click()
    assert window.session.experiment != before
    assert window.session.highlighted
    writes = window.session.frame.operations[window.session.position.operation - 1].writes
    assert set(writes) & set(window.session.highlighted)
    window.session.undo_stack.undo()
    assert window.session.experiment == before


def test_clicking_goes_to_the_operation_where_the_text_is_about_the_open_network(qtbot, window, panel):
    view = paste(qtbot, window, OPEN_TEXT, panel.empty.paste)
    assert view.formulas[0].words == "right"
    assert view.formulas[1].words.startswith("wrong")
    qtbot.mouseClick(view.formulas[1], Qt.MouseButton.LeftButton)
    session = window.session
    assert session.frame.operations[session.position.operation - 1].writes == ("db2",)
    assert "db2" in session.highlighted
    qtbot.keyClick(view.formulas[1], Qt.Key.Key_Up)
    assert session.derivation.current == 0
    qtbot.keyClick(view.formulas[0], Qt.Key.Key_Return)
    assert session.frame.operations[session.position.operation - 1].writes == ("dW2",)
    qtbot.keyClick(view.formulas[0], Qt.Key.Key_Escape)
    assert session.highlighted == ()


def test_pointing_at_a_symbol_lights_its_value(qtbot, window, panel):
    view = paste(qtbot, window, "$$\\delta^2 = (a^2 - y) \\odot \\sigma'(z^2)$$", panel.empty.paste)
    row = view.formulas[0]
    link = next(link for link in row.equation.formulas()[0].links if link.name == "z2")
    row.hovered.emit(link)
    assert window.session.highlighted == ("z2",)
    row.hovered.emit(None)
    assert window.session.highlighted == ()


def test_names_and_convention_are_changed_and_undone(qtbot, window, panel):
    view = paste(qtbot, window, "$$\\frac{\\partial C}{\\partial h} = (W^2)^T \\delta^2$$", panel.empty.paste)
    assert view.formulas[0].words == "not read"
    view.names_switch.click()
    view.names.symbol.setText("h")
    view.names.bound.emit("h", "a1")
    judged(qtbot, window)
    assert view.formulas[0].words == "right"
    assert view.names.fields["h"].value() == "a1"
    view.convention.fields["examples"].changed.emit("rows")
    judged(qtbot, window)
    assert "in rows" in view.sentence.text()
    assert view.formulas[0].words != "right"
    window.session.undo_stack.undo()
    window.session.undo_stack.undo()
    judged(qtbot, window)
    assert view.formulas[0].words == "not read"
    window.session.undo_stack.undo()
    assert window.session.derivation.saved is None
    assert view.empty is not None


def test_a_text_is_edited(qtbot, window, panel):
    view = paste(qtbot, window, OPEN_TEXT, panel.empty.paste)
    view.heading.edit_button.click()
    assert view.editor.text.toPlainText() == OPEN_TEXT.strip()
    view.editor.text.setPlainText("db2 = sum(dz2, 1)")
    qtbot.keyClick(view.editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    judged(qtbot, window)
    assert [row.words for row in view.formulas] == ["right"]


def test_it_is_saved_and_opened_again(qtbot, window, panel, tmp_path):
    paste(qtbot, window, OPEN_TEXT, panel.empty.paste)
    window.session.derivation.bind("q", "a1")
    window.session.save(tmp_path / "a.nnviz")
    kept = files.read_document(tmp_path / "a.nnviz").notes.derivation
    assert kept.text == OPEN_TEXT.strip()
    assert [(b.symbol, b.value) for b in kept.bindings] == [("q", "a1")]
    window.session.open(files.example("circle"))
    assert window.derivations.view.empty is not None
    window.session.open_file(tmp_path / "a.nnviz")
    view = judged(qtbot, window)
    assert view.formulas[0].words == "right"


@pytest.mark.parametrize("suffix", [".md", ".html", ".pdf"])
def test_it_is_exported_with_its_marks(qtbot, window, panel, tmp_path, monkeypatch, suffix):
    paste(qtbot, window, built_in("one-hidden-layer"), panel.empty.paste)
    out = tmp_path / f"text{suffix}"
    monkeypatch.setattr("nnviz.views.export_actions.ask_save_path", lambda *_, **__: out)
    window.actions_by_name["derivation_export"].trigger()
    content = out.read_bytes()
    if suffix == ".pdf":
        assert content.startswith(b"%PDF")
        assert len(content) > 5000
    else:
        text = content.decode()
        assert "wrong: transposed · first wrong step" in text
        assert 'id="line-16"' in text


def test_a_hidden_panel_waits_while_another_network_is_opened(qtbot, window, panel):
    paste(qtbot, window, OPEN_TEXT, panel.empty.paste)
    panel.heading.close_button.click()
    window.panels["builder"].raise_()
    window.session.derivation.set_wanted(False)
    window.session.derivation.open(built_in("one-hidden-layer"))
    window.panels["derivation"].hide()
    window.session.apply(Edit("Another", files.example("circle")))
    QApplication.processEvents()
    window.session.open(files.example("digits"))
    QApplication.processEvents()
    assert window.session.derivation.results == []
    assert not window.session.derivation.busy
    window.derivations.open_built_in("one-hidden-layer")
    assert len(judged(qtbot, window).formulas) == 9


def test_judging_is_cancelled_and_gone_on_with(qtbot, window, panel):
    d = window.session.derivation
    with qtbot.waitSignal(d.judged, timeout=20_000):
        window.derivations.open_built_in("equation-sheet")
    d.cancel()
    some = len(d.results)
    QApplication.processEvents()
    assert 0 < some == len(d.results) < 23
    qtbot.waitUntil(panel.heading.resume.isVisible)
    panel.heading.resume.click()
    judged(qtbot, window)
    assert len(d.results) == 23


def test_files_are_dropped(window, tmp_path):
    text, table = tmp_path / "a.txt", tmp_path / "b.txt"
    text.write_text(OPEN_TEXT, encoding="utf-8")
    table.write_text("x,y\n1,2\n", encoding="utf-8")
    lesson = tmp_path / "c.md"
    lesson.write_text("---\nexperiment: xor\n---\n$a = b$\n", encoding="utf-8")
    assert window.derivations.drop(text)
    assert window.session.derivation.saved.name == "a.txt"
    assert not window.derivations.drop(table)
    assert not window.derivations.drop(lesson)


def test_a_text_without_formulas_says_so(qtbot, window, panel):
    window.session.derivation.open("No mathematics at all.")
    d = window.session.derivation
    qtbot.waitUntil(lambda: bool(d.problem))
    assert "no formula" in d.problem
    assert panel.formulas == []


def test_a_unit_that_is_pointed_at_lights_its_symbols(qtbot, window, panel):
    view = paste(qtbot, window, "$$\\delta^2 = (a^2 - y) \\odot \\sigma'(z^2)$$", panel.empty.paste)
    row = view.formulas[0]
    lit = []
    row.equation.set_highlighted = lambda links: lit.append({link.name for link in links})
    last = len(window.session.experiment.layers)
    window.session.hover(Selection("unit", last, 0))
    assert lit[-1] >= {"a2", "z2"}
    window.session.hover(None)
    assert lit[-1] == set()


def test_the_keyboard_is_in_the_panel_when_a_text_has_been_opened(qtbot, window, panel):
    window.network.setFocus()
    view = paste(qtbot, window, OPEN_TEXT, window.network)
    assert view.isAncestorOf(window.focusWidget())
