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
                (lambda: window.value("dW2"), "dW2 is not known at 0.0; known are X, Y"),
                (lambda: window.press("Fly"), "nothing to press is called 'Fly'"),
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
