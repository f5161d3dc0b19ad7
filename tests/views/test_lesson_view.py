"""The lesson panel: text, formulas, claims, questions, the way through, and the menu."""

from importlib import import_module

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from nnviz import theme
from nnviz.core.arrays.frame import Position
from nnviz.core.document import files
from nnviz.core.experiment.selection import Selection
from nnviz.core.lessons.catalogue import catalogue
from nnviz.core.lessons.progress import Response, asked_in
from nnviz.core.lessons.reader import parse
from nnviz.session import Session
from nnviz.session.edit import Edit, parameter_edit, setting_edit
from nnviz.views.controls.prose import Prose, plain
from nnviz.views.lesson import LessonView
from nnviz.views.lesson.comparison import names
from nnviz.views.lesson.formula_row import NumberedFormula

LEFT = Qt.MouseButton.LeftButton
TEXT = """---
experiment: xor
names: o = a2
---

# A small lesson

What it is about.

## First

<!-- go: 0 dz2 -->
<!-- light: dz2 W2 -->

The output is $o = \\sigma(z^2)$, and **that** is `a2`.

1. one
2. two

$$\\delta^2 = o - y \\tag{6}$$

> **Claim** $\\delta^2 = o - y$
>
> **Judge** `dz2 = (o - Y) / m`
>
> **Verdict** right
>
> **Why** The slope cancels.

> **Claim** $\\delta^2 = y - o$
>
> **Judge** `dz2 = (Y - o) / m`
>
> **Verdict** wrong (sign)
>
> **Why** The sign is flipped.

> **Question** Which way?
>
> - [ ] up
> - [x] down
>
> **Answer** Against the gradient.

> **Question** And why?
>
> **Answer** Because $C$ falls there.

## Second

<!-- go: 2 a1 -->

Text.

> **Question** How steep is the sigmoid at 0?
>
> **Number** 0.25 ± 0.01
>
> **Answer** A quarter.

## Two runs

<!-- compare: circle -->
<!-- go: 5 dz2 -->

Text.
"""


@pytest.fixture
def lesson():
    return parse(TEXT, "small")


@pytest.fixture
def view(qtbot, qapp, lesson):
    theme.manager().apply(qapp, "light", 1.0)
    session = Session(files.example("xor"))
    view = LessonView(session)
    qtbot.addWidget(view)
    session.frame_changed.connect(view.show_frame)
    view.resize(360, 620)
    view.show()
    qtbot.waitExposed(view)
    session.lesson_session.open(lesson)
    qtbot.waitUntil(lambda: not view.judging.busy)
    return view


def vote(view, *votes):
    for card, said in zip(view.cards, votes, strict=True):
        card.votes.buttons[said].click()


def lab_of(view):
    return view.session.lesson_session


# -- words and equations on one line --------------------------------------------------------------------


@pytest.fixture
def prose(qtbot, qapp):
    def make(text, width=300, **more):
        theme.manager().apply(qapp, "light", 1.0)
        widget = Prose(text, **more)
        qtbot.addWidget(widget)
        widget.resize(width, widget.heightForWidth(width))
        return widget

    return make


def placed(widget):
    return widget.set_at_width(widget.width())[0]


def test_words_and_equations_share_a_baseline(prose):
    widget = prose(r"so $\delta^2 = x_1$ is", 400)
    assert len({each.baseline for each in placed(widget)}) == 1
    assert [each.atom.text for each in placed(widget) if each.atom.text] == ["so", "is"]
    assert widget.accessibleName().startswith("so ")
    assert widget.accessibleName().endswith(" is")


def test_a_line_is_as_tall_as_its_equation(prose):
    assert prose(r"a $\frac{a}{b}$ b").height() > prose("a b b").height()


def test_nothing_is_wider_than_the_widget(prose):
    long = (
        r"some words and then $E = -\sum_n \sum_k t_k \ln y_k + x_1 + x_2 + x_3 + x_4 + x_5 + x_6 = 12$ here"
    )
    for width in (160, 240, 420):
        widget = prose(long, width)
        assert all(each.x + each.atom.width <= width + 1 for each in placed(widget))
        assert widget.heightForWidth(width) >= widget.heightForWidth(2 * width)


def test_a_comma_stays_with_its_equation(prose):
    for width in range(60, 200, 7):
        atoms = placed(prose(r"one two $x^2$, three", width))
        comma = next(number for number, each in enumerate(atoms) if each.atom.text == ",")
        assert atoms[comma].baseline == atoms[comma - 1].baseline


def test_items_are_indented_and_a_bad_equation_is_shown_as_it_is_written(prose):
    assert prose("words " * 30, marker="•").height() > prose("words " * 30).height() - 1
    bad = prose(r"so $\frac{a$ it is")
    assert [each.atom.text for each in placed(bad)]
    assert "it" in bad.accessibleName()
    assert plain("**a** and `b`") == "a and b"


# -- a step ---------------------------------------------------------------------------------------------


def test_a_step_is_shown_block_by_block(view, lesson):
    widgets = view.body.page.findChildren(Prose)
    texts = [widget.text() for widget in widgets]
    assert texts[:3] == ["What it is about.", "about 10 minutes", "First"]
    assert "The output is $o = \\sigma(z^2)$, and **that** is `a2`." in texts
    assert "two" in texts
    formula = view.body.page.findChild(NumberedFormula)
    assert formula.equation.source() == r"\delta^2 = o - y"
    assert formula.tag.text() == "(6)"
    assert view.heading.title.text() == lesson.title
    assert view.heading.where.text() == "step 1 of 3"
    assert not view.footer.back.isEnabled()
    assert view.footer.next.isEnabled()


def spoken(widget):
    """Return every word of a widget and its parts, seen or not."""
    words = []
    for part in (widget, *widget.findChildren(QWidget)):
        words += [part.accessibleName(), part.accessibleDescription(), part.toolTip()]
        words.append(part.text() if hasattr(part, "text") and callable(part.text) else "")
        words.append(part.words() if hasattr(part, "words") and callable(part.words) else "")
    return "\n".join(words)


def test_a_verdict_is_nowhere_before_the_vote(view):
    for card in view.cards:
        words = spoken(card)
        assert card.verdict is not None
        assert card.closed
        for hidden in ("sign", "flipped", "cancels", "relative error", "σ"):
            assert hidden not in words, hidden
        assert card.badge.isHidden()
        assert card.try_button.isHidden()
    first, second = (card.grab().toImage() for card in view.cards)
    # The bar at the left has the colour of no verdict.
    assert first.pixelColor(1, first.height() // 2) == second.pixelColor(1, second.height() // 2)
    assert "Against the gradient" not in spoken(view)
    assert "falls there" not in spoken(view)


def test_votes_open_verdicts_and_are_counted(view):
    lab = lab_of(view)
    vote(view, "depends", "wrong")
    right, wrong = view.cards
    assert not right.closed
    assert right.votes.words() == "You said: It depends – that is not so"
    assert wrong.votes.words() == "You said: Wrong – that is right"
    assert all(button.isHidden() for button in right.votes.buttons.values())
    score = lab.progress.score(lab.lesson)
    assert (score.asked, score.right, len(score.missed)) == (5, 1, 1)
    lab.next()
    lab.back()
    assert [card.closed for card in view.cards] == [False, False]
    assert view.cards[0].votes.words() == "You said: It depends – that is not so"


def test_a_teacher_shows_all_and_hides_what_was_not_answered(view):
    lab = lab_of(view)
    view.cards[0].votes.buttons["right"].click()
    lab.reveal(True)
    assert [card.closed for card in view.cards] == [False, False]
    assert all(question.revealed for question in view.questions)
    assert view.cards[1].badge.words() == "wrong: sign flipped"
    lab.reveal(False)
    assert [card.closed for card in view.cards] == [False, True]
    assert not any(question.revealed for question in view.questions)
    for hidden in ("sign", "flipped", "expected", "claimed ", "relative error"):
        assert hidden not in spoken(view.cards[1]), hidden
    assert view.cards[1].numbers.expected is None
    assert len(lab.progress.score(lab.lesson).unanswered) == 4


def test_a_number_is_typed(qtbot, view):
    lab = lab_of(view)
    lab.go(1)
    (question,) = view.questions
    field = question.number
    field.field.setText("many")
    qtbot.mouseClick(field.button, LEFT)
    assert "is not a number" in field.said.text()
    assert not lab.progress.done(lab.step)
    field.field.setText("0.3")
    qtbot.keyClick(field.field, Qt.Key.Key_Return)
    assert field.said.text() == "Not yet. An answer may be off by 0.010."
    assert not question.revealed
    field.field.setText("1/4")
    qtbot.keyClick(field.field, Qt.Key.Key_Return)
    assert question.revealed
    assert field.field.isReadOnly()
    assert lab.response(question.question) == Response("0.3", False, True)
    lab.back()
    lab.next()
    assert view.questions[0].revealed
    assert view.questions[0].number.field.text() == "0.25"


def test_an_answer_shown_at_once_counts_as_missed(view):
    lab = lab_of(view)
    choosing, own = view.questions
    choosing.button.click()
    assert lab.response(choosing.question) == Response("", False, False)
    own.button.click()
    assert lab.response(own.question) is None
    assert not own.had.isHidden()
    own.had.click()
    assert own.had.isHidden()
    assert lab.response(own.question) == Response("", True, True)


def test_the_last_page_counts_and_leads_back(qtbot, view):
    lab = lab_of(view)
    vote(view, "right", "right")
    lab.go(2)
    assert view.read_line is not None
    view.read_line.button.click()
    assert lab.progress.done(lab.step)
    lab.next()
    page = view.end_page
    assert page is not None
    assert view.heading.where.text() == "after step 3"
    assert page.score.text() == "1 of 5 answers were right at the first try."
    assert [link.text() for link in page.links] == ["Step 1: First"] * 3 + ["Step 2: Second"]
    page.links[3].click()
    assert lab.index == 1
    lab.go(3)
    view.end_page.restart.click()
    assert lab.index == 0
    assert all(card.closed for card in view.cards)


def test_what_is_asked_stays_in_sight_in_a_small_panel(qtbot, view):
    lab = lab_of(view)
    view.resize(360, 330)
    card = view.cards[0]
    qtbot.waitUntil(view.pinned.isVisible)
    assert view.pinned.isAncestorOf(card)
    bottom = card.votes.mapTo(view, card.votes.rect().bottomLeft()).y()
    assert bottom <= view.footer.geometry().top()
    lab.go(1)
    view.resize(360, 700)
    qtbot.waitUntil(view.pinned.isHidden)
    assert view.body.isAncestorOf(view.questions[0])


def test_claims_get_their_verdicts(view):
    vote(view, "right", "wrong")
    right, wrong = view.cards
    assert right.badge.words() == "right"
    assert right.error.text().startswith("relative error")
    assert right.quote.source() == r"\delta^2 = o - y"
    assert right.notation.text() == "dz2 = (o - Y) / m"
    assert wrong.badge.words() == "wrong: sign flipped"
    assert wrong.numbers.isVisibleTo(wrong)
    assert wrong.right.text()
    assert wrong.why.text() == "The sign is flipped."
    assert wrong.message.text()
    assert not right.numbers.isVisibleTo(right)
    assert not right.note.text()


def test_a_claim_is_judged_anew_where_the_learner_goes(qtbot, view):
    vote(view, "right", "wrong")
    lab_of(view).session.apply(setting_edit("learning_rate", 0.5))
    lab_of(view).session.apply(
        Edit("Loss", lab_of(view).session.experiment.replace(loss="mean_squared_error"))
    )
    qtbot.waitUntil(lambda: view.cards[0].verdict.verdict == "wrong")
    assert view.cards[0].badge.words() == "wrong: σ′ is missing"
    assert view.cards[0].note.text() == "In the experiment of the lesson it is: right."


def test_a_claim_can_be_taken_to_the_judge(qtbot, view):
    with qtbot.waitSignal(view.claim_opened) as opened:
        qtbot.mouseClick(view.cards[1].try_button, LEFT)
    assert opened.args == ["dz2", "(Y - o) / m"]


def test_answers_are_hidden_until_asked_for(qtbot, view):
    choosing, open_question = view.questions
    assert not open_question.revealed
    tall = open_question.height()
    qtbot.mouseClick(open_question.button, LEFT)
    assert open_question.revealed
    assert open_question.height() > tall
    assert open_question.answer.text() == "Because $C$ falls there."
    qtbot.mouseClick(open_question.button, LEFT)
    assert not open_question.revealed
    assert open_question.height() == tall
    up, down = choosing.choices
    qtbot.mouseClick(up, LEFT)
    assert up.judged
    assert up.accessibleName() == "up: wrong"
    assert not down.judged
    choosing.button.click()
    assert choosing.revealed
    assert down.accessibleName() == "down: right"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_a_question_is_answered_from_the_keyboard(qtbot, view, key):
    question = view.questions[1]
    question.button.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(question.button, key)
    assert question.revealed
    line = view.questions[0].choices[1]
    line.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(line, key)
    assert line.judged


def test_dots_lead_to_steps(qtbot, view):
    bar, lab = view.footer.steps, lab_of(view)
    qtbot.mouseClick(bar, LEFT, pos=bar.place_of(1).toPoint())
    assert lab.index == 1
    assert view.heading.where.text() == "step 2 of 3"
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert lab.index == 2
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert lab.at_end
    assert not view.footer.next.isEnabled()
    qtbot.keyClick(bar, Qt.Key.Key_Right)
    assert lab.index == 3
    lab.back()
    qtbot.keyClick(bar, Qt.Key.Key_Left)
    assert lab.index == 1
    assert bar.accessibleName() == "step 2 of 3: Second"


def test_the_way_back_is_offered_only_away(qtbot, view, lesson):
    away, session = view.footer.away, lab_of(view).session
    assert away.isHidden()
    session.step(1)
    assert not away.isHidden()
    assert away.words.text() == "You are at another position."
    session.apply(parameter_edit(Selection("weight", 1, 0, 0), 0.3))
    assert away.words.text() == "You have changed the experiment."
    qtbot.mouseClick(away.button, LEFT)
    assert away.isHidden()
    assert session.position == lesson.steps[0].position


def test_two_runs_are_shown_and_followed(view):
    lab, session = lab_of(view), lab_of(view).session
    assert view.comparison is None
    lab.go(2)
    block = view.comparison
    assert block.isVisible()
    assert [line.name for line in block.loss.lines] == list(block.names)
    assert block.loss.present == 5
    assert None not in block.bars.values
    session.seek(Position(40, 0))
    assert block.loss.present == 40
    assert lab.comparison.frame.position.iteration == 40
    assert block.bars.values == (None, None)
    lab.back()
    assert block.isHidden()
    lab.next()
    assert view.comparison is block
    assert block.isVisible()


def test_a_value_is_plotted_on_scales_that_stay(qtbot, view):
    lab, session = lab_of(view), lab_of(view).session
    text = TEXT.replace("<!-- compare: circle -->", "<!-- compare: circle -->\n<!-- plot: a2 40 -1 1 -->")
    lab.open(parse(text, "plotted"))
    lab.go(2)
    values = view.comparison.values
    assert values.isVisible()
    assert view.comparison.loss.isHidden()
    assert [len(curve) for curve in values.curves] == [6, 6]
    assert values.curves[0][5] == pytest.approx(session.frame.values["a2"][0, session.example])
    corners = values.place_of(0, -1), values.place_of(40, 1)
    session.seek(Position(60, 0))
    assert [len(curve) for curve in values.curves] == [41, 41]
    assert (values.place_of(0, -1), values.place_of(40, 1)) == corners
    qtbot.mouseClick(values, LEFT, pos=values.place_of(20, 0).toPoint())
    qtbot.waitUntil(lambda: session.position.iteration == 20)
    assert [len(curve) for curve in values.curves] == [41, 41]
    lab.go(0)
    assert view.comparison.isHidden()


def test_what_tells_two_runs_apart():
    e = files.example("xor")
    assert names(e, e.replace(loss="mean_squared_error")) == ("cross-entropy", "squared error")
    assert names(e, e.replace(batch_size=5)) == (str(e.batch_size), "5")


def test_the_panel_fits_every_width_and_theme(view, qapp):
    for look in ("dark", "light"):
        theme.manager().apply(qapp, look, 1.5 if look == "dark" else 1.0)
        for width in (300, 420):
            view.resize(width, 700)
            page = view.body.page
            assert page.width() <= view.body.viewport().width()
            bottoms = [child.geometry().bottom() for child in page.children() if child.isVisible()]
            assert max(bottoms) <= page.height()


def test_the_text_of_a_step_is_copied_without_its_answers(view, qapp):
    view.copy_text()
    text = qapp.clipboard().text()
    assert text.startswith("## First\n\nThe output is $o = ")
    assert "$$\\delta^2 = o - y$$" in text
    assert "`dz2 = (Y - o) / m`" in text
    for hidden in ("Against the gradient", "falls there", "flipped", "cancels", "wrong", "right"):
        assert hidden not in text


def test_closing_says_how_to_open(qtbot, view):
    qtbot.mouseClick(view.heading.close_button, LEFT)
    assert lab_of(view).lesson is None
    assert view.heading.isHidden()
    assert view.footer.isHidden()
    assert "Lessons" in view.empty.text()


# -- in the window --------------------------------------------------------------------------------------


def test_the_menu_lists_lessons_and_opens_one(qtbot, window):
    menu = window.menus["Lessons"]
    menu.aboutToShow.emit()
    entries = [action for action in menu.actions() if isinstance(action.data(), str)]
    assert len(entries) == len(catalogue())
    assert entries[0].text().startswith("1. A step by step example")
    assert entries[0].text().endswith("\ta first lesson, 20 min")
    assert all(action.isEnabled() for action in entries)
    menu.aboutToShow.emit()
    assert len([action for action in menu.actions() if isinstance(action.data(), str)]) == len(entries)
    entries[1].trigger()
    lab = window.session.lesson_session
    assert lab.lesson.name == entries[1].data()
    assert lab.lesson.title in entries[1].text()
    assert window.panels["lesson"].isVisible()
    qtbot.waitUntil(window.panels["lesson"].in_front)
    assert not window.panels["explain"].isHidden()


def test_a_broken_lesson_leaves_the_others_open(window, monkeypatch, tmp_path):
    module = import_module("nnviz.core.lessons.catalogue")
    (tmp_path / "good.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "bad.md").write_text(TEXT.replace("go: 2 a1", "go: 2 a9"), encoding="utf-8")
    real = module.catalogue
    monkeypatch.setattr(module, "catalogue", lambda: real(tmp_path))
    window.lessons.fill()
    entries = {a.data(): a for a in window.menus["Lessons"].actions() if isinstance(a.data(), str)}
    assert entries["good"].isEnabled()
    assert not entries["bad"].isEnabled()
    assert "bad.md, line 5" in entries["bad"].toolTip()
    assert "go" in entries["bad"].toolTip()


def test_a_lesson_file_is_opened_and_a_mistake_explained(window, monkeypatch, tmp_path):
    said = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: said.append(box.informativeText()))
    good, bad = tmp_path / "good.md", tmp_path / "bad.md"
    good.write_text(TEXT, encoding="utf-8")
    bad.write_text(TEXT.replace("## First", "### First"), encoding="utf-8")
    assert window.lessons.open_file(str(good))
    lesson = window.session.lesson_session.lesson
    assert not window.lessons.open_file(str(bad))
    assert "bad.md" in said[0]
    assert not window.lessons.open("nonsense")
    assert "nonsense" in said[1]
    assert window.session.lesson_session.lesson is lesson


def test_keys_lead_through_a_lesson(qtbot, window, lesson):
    def key(name, modifiers=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(window.network, name, modifiers)

    lab = window.session.lesson_session
    key(Qt.Key.Key_N)
    assert lab.lesson is None
    lab.open(lesson)
    key(Qt.Key.Key_N)
    assert lab.index == 1
    key(Qt.Key.Key_P)
    assert lab.index == 0
    key(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert lab.index == 1
    key(Qt.Key.Key_PageDown)
    assert lab.away
    key(Qt.Key.Key_Backspace, Qt.KeyboardModifier.ControlModifier)
    assert not lab.away


def test_the_network_marks_what_the_step_is_about(window, lesson):
    window.session.lesson_session.open(lesson)
    scene = window.network.scene
    assert scene.highlighted == ("dz2", "W2")
    assert set(scene.marked.units) == {2}
    assert set(scene.marked.weights) == {2}
    place = scene.layout.places[2]
    spot = place.square(0)
    image = window.network.grab().toImage()
    at = (spot.topLeft() + QPointF(-5, 5)).toPoint()
    colour = image.pixelColor(at)
    assert colour.name().upper() == theme.blend("background", "backward", 0.15)
    window.session.lesson_session.close()
    image = window.network.grab().toImage()
    assert image.pixelColor(at) != colour


def test_the_lesson_stands_at_full_height_and_gives_its_room_back(qtbot, window, lesson):
    before = window.panels["builder"].width()
    window.session.lesson_session.open(lesson)
    panel = window.panels["lesson"]
    qtbot.waitUntil(lambda: panel.width() >= 330)
    qtbot.waitUntil(lambda: panel.geometry().bottom() > window.panels["loss"].geometry().top() + 50)
    window.session.lesson_session.close()
    qtbot.waitUntil(lambda: abs(window.panels["builder"].width() - before) <= 2)
    assert panel.isHidden()


def test_a_first_start_offers_lessons(qtbot, window):
    window.hint()
    assert window.welcome.isVisible()
    menu = window.menus["Lessons"]
    qtbot.mouseClick(window.welcome.start, LEFT)
    assert menu.isVisible()
    menu.close()
    qtbot.mouseClick(window.welcome.dismiss, LEFT)
    assert not window.welcome.isVisible()


def test_the_command_line_opens_a_lesson(capsys, monkeypatch, tmp_path):
    from nnviz import app, cli

    opened = []
    monkeypatch.setattr(app, "main", lambda *options: opened.append(options) or 0)
    assert cli.main(["--lesson", "mazur"]) == 0
    assert opened[0][-1].name == "mazur"
    (tmp_path / "mine.md").write_text(TEXT, encoding="utf-8")
    assert cli.main(["--lesson", str(tmp_path / "mine.md")]) == 0
    assert opened[1][-1].title == "A small lesson"
    assert cli.main(["--lesson", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
    assert cli.main(["--lesson", "mazur", "--example", "xor"]) == 2
    assert capsys.readouterr().err.startswith("nnviz: --lesson: ")
    assert len(opened) == 2


def test_what_is_pinned_moves_after_everything_was_restyled(qapp, make_window):
    window = make_window("xor")
    lessons = {entry.name: entry.lesson for entry in catalogue()}
    for name in ("output-gradient", "learning-slow-down", "mazur"):
        window.session.lesson_session.open(lessons[name])
        for look, scale in (("light", 1.0), ("dark", 1.5), ("light", 1.25), ("light", 1.0)):
            theme.manager().apply(qapp, look, scale)
            window.resize(1280, 720 if scale > 1 else 640)
            window.session.lesson_session.next()
            qapp.processEvents()
        assert window.lesson.isVisible()


@pytest.mark.parametrize(
    "names_",
    [
        ("one-neuron", "one-hidden-layer", "find-the-mistake"),
        pytest.param([entry.name for entry in catalogue()], marks=pytest.mark.soak, id="all"),
    ],
)
def test_question_and_answers_stay_on_the_screen_of_a_projector(qtbot, qapp, names_):
    """At the zoom of a presentation on 1280×720 the panel is this small; every step of every lesson fits."""
    theme.manager().apply(qapp, "dark", 1.5)
    session = Session(files.example("xor"))
    view = LessonView(session)
    qtbot.addWidget(view)
    view.resize(358, 366)
    view.show()
    hidden = []
    for entry in catalogue():
        if entry.name not in names_:
            continue
        session.lesson_session.open(entry.lesson)
        for index in range(len(entry.lesson.steps)):
            session.lesson_session.go(index)
            view.judging.start([])
            qapp.processEvents()
            assert view.height() == 366
            assert view.footer.geometry().bottom() <= view.height()
            step = session.lesson_session.step
            first = asked_in(step)[0]
            card = next((c for c, claim in zip(view.cards, step.claims, strict=True) if claim is first), None)
            block = next((q for q in view.questions if q.question is first), None)
            parts = list(card.votes.buttons.values()) if card is not None else block.choices or [
                block.number.button if block.number is not None else block.button
            ]  # fmt: skip
            lowest = max(part.mapTo(view, part.rect().bottomLeft()).y() for part in parts)
            if lowest > view.footer.geometry().top():
                hidden.append((entry.name, index + 1, lowest - view.footer.geometry().top()))
    theme.manager().apply(qapp, "light", 1.0)
    assert hidden == [], hidden
