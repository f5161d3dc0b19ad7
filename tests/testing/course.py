"""A course's test suite of ten tests, as a course developer writes it with the plugin."""

import numpy as np
import pytest

import nnviz


def test_mazurs_numbers(nnviz_window):
    window = nnviz_window(example="mazur")
    for _ in range(5):
        window.press("Step")
    assert window.value("C") == pytest.approx(0.298371109, abs=1e-9)


def test_a_gradient_is_the_product_of_its_factors(nnviz_window):
    window = nnviz_window(example="mazur")
    window.press("Iteration forward")
    window.go_to(0, 14)
    np.testing.assert_allclose(window.value("dW2"), window.value("dz2") @ window.value("a1").T, rtol=1e-12)


def test_an_edit_does_not_hang_at_the_end(nnviz_window):
    window = nnviz_window(example="xor")
    window.set_value("W1", 0, 0, 0.5)
    assert window.value("W1")[0, 0] == 0.5
    assert window.session.modified


def test_an_edit_can_be_undone(nnviz_window):
    window = nnviz_window(example="mazur")
    window.set_value("b2", 1, 0, -1.0)
    window.undo()
    assert window.value("b2")[1, 0] == 0.6


def test_a_selected_weight_is_explained(nnviz_window):
    window = nnviz_window(example="mazur")
    window.press("forward")
    window.select("W2[1,1]")
    assert window.session.selected.symbol == "w²₁₁"
    with pytest.raises(AssertionError, match="no 'W9"):
        window.select("W9[1,1]")


def test_a_claim_is_judged(nnviz_window):
    window = nnviz_window(example="mazur")
    assert window.judge("dW2", "dz2 @ a1.T").verdict == "right"
    told = window.judge("dW2", "-dz2 @ a1.T")
    assert (told.verdict, told.diagnosis) == ("wrong", "sign")


def test_own_data_learn(nnviz_window):
    X = np.random.default_rng(1).normal(size=(30, 2))
    e = nnviz.experiment([(4, "tanh"), (1, "identity")], (X, X[:, 0] * X[:, 1]), batch_size=6)
    window = nnviz_window(experiment=e)
    window.press("Epoch forward")
    window.wait_idle()
    assert window.position[0] == 5


def test_the_window_can_be_looked_at(nnviz_window):
    window = nnviz_window(example="xor", size=(1100, 700), theme="dark")
    image = window.picture()
    assert (image.width(), image.height()) == (1100, 700)
    assert image.pixelColor(4, 400).lightness() < 80
    assert window.picture("transport.speed").width() > 20


def test_new_asks_nothing(nnviz_window):
    window = nnviz_window(example="mazur")
    window.set_value("W1", 0, 0, 0.25)
    window.press("New")
    assert any("Save the changes" in text for text in window.dialogs)
    assert window.experiment.widths[0] == 2


def test_a_submission(assert_gradient):
    e = nnviz.example("mazur")

    def backward(X, Y, p):
        sigmoid = lambda z: 1 / (1 + np.exp(-z))  # noqa: E731
        a1 = sigmoid(p["W1"] @ X + p["b1"])
        a2 = sigmoid(p["W2"] @ a1 + p["b2"])
        dz2 = (a2 - Y) / X.shape[1] * a2 * (1 - a2)
        dz1 = p["W2"].T @ dz2 * a1 * (1 - a1)
        return {"dW2": dz2 @ a1.T, "db2": dz2.sum(axis=1), "dW1": dz1 @ X.T, "db1": dz1.sum(axis=1)}

    assert_gradient(backward, e)
    with pytest.raises(pytest.fail.Exception, match=r"wrong \(sign\): dW2 is wrong: the sign is flipped"):
        assert_gradient(lambda X, Y, p: {k: -v for k, v in backward(X, Y, p).items()}, "mazur")
