"""The pytest plugin: a course's suite passes and ends, and every control of the window has its name."""

from pathlib import Path

import pytest

from nnviz import resources

COURSE = Path(__file__).with_name("course.py")


@pytest.fixture
def run_course(pytester, monkeypatch):
    """Return a function that runs tests with the plugin, in a process of their own that must end."""
    monkeypatch.setenv("PYTHONPATH", str(resources.path().parent))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")

    def run(source, *options):
        pytester.makepyfile(test_course=source)
        # A test that hangs at its end is stopped by the limit, and then fails here.
        return pytester.runpytest_subprocess(
            "-p", "nnviz.testing", "-p", "no:cacheprovider", "-W", "error", *options, timeout=120
        )

    return run


def test_a_course_of_ten_tests_passes(run_course):
    result = run_course(COURSE.read_text(encoding="utf-8"))
    result.assert_outcomes(passed=10)


def test_a_course_passes_without_pytest_qt(run_course):
    result = run_course(COURSE.read_text(encoding="utf-8"), "-p", "no:pytest-qt", "-k", "edit or asks")
    result.assert_outcomes(passed=3, deselected=7)


def test_a_window_that_was_edited_does_not_hang_even_if_the_test_fails(run_course):
    result = run_course(
        """
        def test_fails(nnviz_window):
            window = nnviz_window(example="xor")
            window.set_value("W1", 0, 0, 0.5)
            window.judge("dW2", "dz2")
            window.press("Run")
            assert False
        """
    )
    result.assert_outcomes(failed=1)


def test_a_wrong_submission_fails_with_its_diagnosis(run_course):
    result = run_course(
        """
        def test_submission(assert_gradient):
            assert_gradient(lambda X, Y, p: {f"d{name}": 0 * value for name, value in p.items()}, "mazur")
        """
    )
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*wrong (unknown): dW2 is wrong*"])


def test_failures_say_what_there_is(run_course):
    result = run_course(
        """
        import pytest

        def test_names(nnviz_window):
            window = nnviz_window(example="mazur")
            for call, said in (
                (lambda: window.value("dW2"), r"dW2 is not known at 0\\.0: go_to\\(0, 8\\) .* known are X"),
                (lambda: window.press("Fly"), "nothing to press is called 'Fly'"),
                (lambda: window.press("judge.entry.judge"), "close are 'judge.entry.button'"),
                (lambda: window.set_control("builder.learning.optimizer", "Adamant"), "there are .*Adam"),
                (lambda: window.set_control("judge.entry.button", 1), "takes no value; press it instead"),
                (lambda: window.picture("nothing"), "no control is called 'nothing'"),
                (lambda: window.set_value("W1", 9, 0, 1.0), "W1"),
                (lambda: window.control("judge.nothing"), "judge.entry.claim"),
            ):
                with pytest.raises(AssertionError, match=said):
                    call()
            window.press("Run")
            with pytest.raises(AssertionError, match="a run goes on"):
                window.wait_idle(timeout=0.3)
            with pytest.raises(ValueError, match="either"):
                nnviz_window(example="mazur", experiment=window.experiment)
        """
    )
    result.assert_outcomes(passed=1)


def test_a_dialog_that_waits_for_a_hand_is_closed(run_course):
    """Dialogs planted in the middle of a test and at its end, shown by Qt itself: nothing can patch those."""
    result = run_course(
        """
        import pytest
        from PySide6.QtWidgets import QColorDialog, QDialog, QInputDialog, QMessageBox
        from nnviz.testing import dialogs

        dialogs.LIMIT = 0.3

        def test_in_the_middle(nnviz_window):
            window = nnviz_window(example="xor")
            assert QInputDialog.getText(window.window, "Your name", "name") == ("", False)
            assert window.dialogs == ["Your name"]
            assert not QColorDialog.getColor(title="A colour").isValid()
            assert window.dialogs == ["Your name", "A colour: closed after 0.3 s"]

        @pytest.fixture
        def spoilt(nnviz_window):
            window = nnviz_window(example="xor")
            yield window
            window.set_value("W1", 0, 0, 0.5)
            QColorDialog.getColor(title="At the end")

        def test_at_the_end(spoilt):
            dialog = QDialog(spoilt.window)
            dialog.open()
            spoilt.set_value("W1", 0, 0, 0.25)
            box = QMessageBox(spoilt.window)
            box.exec()
        """
    )
    result.assert_outcomes(passed=2)


def test_the_five_exercises_of_a_course(run_course):
    """What exercises need beside numbers: fields to be typed into, runs that end, lessons, operations."""
    result = run_course(
        """
        def test_controls(nnviz_window):
            window = nnviz_window(example="xor")
            window.set_control("builder.learning.rate", 0.75)
            window.set_control("builder.learning.optimizer", "Adam")
            window.set_control("builder.network.layers.1.units", 5)
            window.set_control("builder.network.layers.1.activation", "ReLU")
            e = window.experiment
            assert (e.optimizer.name, e.optimizer.learning_rate) == ("adam", 0.75)
            assert (e.layers[0].units, e.layers[0].activation) == (5, "relu")
            window.set_control("transport.speed", 10)
            window.set_control("judge.entry.claim", "dz2 @ a1.T")
            assert window.control("judge.entry.claim").text() == "dz2 @ a1.T"

        def test_runs_that_end(nnviz_window):
            window = nnviz_window(example="xor")
            window.run(30)
            window.run(5)
            assert window.position[0] == 35

        def test_operations_and_parts(nnviz_window):
            window = nnviz_window(example="xor")
            assert window.operation is None
            window.press("δ¹")
            assert window.operation.symbol == "δ¹"
            assert "dz1" in window.operation.writes
            for part in ("network", "loss", "judge"):
                assert window.picture(part).width() > 50

        def test_a_lesson(nnviz_window):
            window = nnviz_window()
            window.open_lesson("one-neuron")
            window.press("lesson_next")
            assert window.session.lesson_session.lesson is not None

        def test_rows_are_found(assert_gradient):
            import numpy as np
            import pytest

            def in_rows(X, Y, p):
                z = X @ p["W1"] + p["b1"]
                a = 1 / (1 + np.exp(-z))
                b = 1 / (1 + np.exp(-(a @ p["W2"] + p["b2"])))
                d = (b - Y) / len(X) * b * (1 - b)
                e = d @ p["W2"].T * a * (1 - a)
                return {"dW2": a.T @ d, "db2": d.sum(axis=0), "dW1": X.T @ e, "db1": e.sum(axis=0)}

            from nnviz import experiment
            e = experiment([(3, "sigmoid"), (1, "sigmoid")], data="xor")
            assert_gradient(in_rows, e, rows=True)
            with pytest.raises(pytest.fail.Exception, match="Its examples seem to be in rows: add rows=True"):
                assert_gradient(in_rows, e)
        """
    )
    result.assert_outcomes(passed=5)
