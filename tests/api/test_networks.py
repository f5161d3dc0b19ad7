"""Networks of other libraries, by the names their classes have."""

import numpy as np
import pytest

import nnviz

RNG = np.random.default_rng(0)


class Module:
    """What is looked at of a PyTorch module."""

    def __init__(self, *children, **settings):
        self._children = children
        self._own = {key: settings.pop(key) for key in ("weight", "bias") if key in settings}
        vars(self).update(settings)

    def named_children(self):
        return [(str(i), child) for i, child in enumerate(self._children)]

    def named_parameters(self):
        return list(self._own.items())

    def state_dict(self, prefix=""):
        found = {f"{prefix}{key}": value for key, value in self._own.items()}
        for name, child in self.named_children():
            found |= child.state_dict(f"{prefix}{name}.")
        return found


def kind(name):
    return type(name, (Module,), {})


Sequential, Tanh, Dropout, Conv2d, Block = map(kind, ("Sequential", "Tanh", "Dropout", "Conv2d", "Block"))


def linear(inputs, units):
    return kind("Linear")(
        weight=RNG.normal(size=(units, inputs)), bias=RNG.normal(size=units), out_features=units
    )


def norm(units):
    return kind("LayerNorm")(weight=np.ones(units), bias=np.zeros(units), normalized_shape=(units,), eps=1e-5)


NETWORK = Sequential(Sequential(linear(2, 3), Tanh(), norm(3)), Dropout(p=0.5, training=False), linear(3, 1))


def test_a_network_is_read_and_its_weights_are_given_back():
    e = nnviz.from_torch(NETWORK, (RNG.normal(size=(6, 2)), RNG.normal(size=6)), batch_size=6)
    assert [layer.layer for layer in e.layers] == ["dense", "layer_norm", "dense"]
    run = nnviz.run(e, 0)
    state = NETWORK.state_dict()
    np.testing.assert_array_equal(run.parameters["W1"], state["0.0.weight"])
    np.testing.assert_array_equal(run.parameters["b3"][:, 0], state["2.bias"])
    back = nnviz.state_dict(run, NETWORK)
    assert back.keys() == state.keys()
    for name, array in state.items():
        np.testing.assert_array_equal(back[name], array)
    trained = nnviz.state_dict(run.train(5), NETWORK)
    assert not np.array_equal(trained["0.0.weight"], state["0.0.weight"])


def test_what_cannot_be_read_is_refused_by_its_name():
    for module, said in (
        (Sequential(linear(2, 3), Conv2d()), "1: Conv2d cannot be read; read are Linear"),
        (Block(linear(2, 2)), "module: Block cannot be read, what it does with its parts is code"),
        (Sequential(linear(2, 3), kind("GELU")(approximate="none")), "1: of GELU only approximate='tanh'"),
        (Sequential(linear(2, 3), kind("LeakyReLU")(negative_slope=0.3)), "only negative_slope=0.01"),
        (Sequential(Tanh()), "at least one layer needs units"),
        (object(), "expected a PyTorch module, not object"),
    ):
        with pytest.raises(nnviz.ExperimentError, match=said):
            nnviz.from_torch(module)


class MLPClassifier:
    """What is looked at of a fitted estimator."""

    activation, out_activation_ = "logistic", "softmax"

    def __init__(self):
        self.coefs_ = [RNG.normal(size=(2, 4)), RNG.normal(size=(4, 3))]
        self.intercepts_ = [RNG.normal(size=4), RNG.normal(size=3)]

    def predict_proba(self, X):
        hidden = 1 / (1 + np.exp(-(X @ self.coefs_[0] + self.intercepts_[0])))
        powers = np.exp(hidden @ self.coefs_[1] + self.intercepts_[1])
        return powers / powers.sum(axis=1, keepdims=True)


def test_an_estimator_is_read():
    estimator, X = MLPClassifier(), RNG.normal(size=(7, 2))
    e = nnviz.from_sklearn(estimator, (X, ["a", "b", "c", "a", "b", "c", "a"]))
    assert e.loss == "categorical_cross_entropy"
    np.testing.assert_allclose(nnviz.run(e, 0).predict(X), estimator.predict_proba(X), rtol=1e-12)
    assert nnviz.from_sklearn(estimator).widths == (2, 4, 3)
    with pytest.raises(nnviz.ExperimentError, match="can be read, not int"):
        nnviz.from_sklearn(3)
    with pytest.raises(nnviz.ExperimentError, match="fit it first"):
        nnviz.from_sklearn(type("MLPRegressor", (), {})())


def test_shapes_of_keras():
    W, b = RNG.normal(size=(2, 3)), RNG.normal(size=3)
    e = nnviz.from_keras([W, b], ["tanh"])
    np.testing.assert_array_equal(nnviz.run(e, 0).parameters["W1"], W.T)
    with pytest.raises(nnviz.ExperimentError, match="expected a matrix and biases"):
        nnviz.from_keras([W], ["tanh"])
    with pytest.raises(nnviz.ExperimentError, match=r"weights\[0\]"):
        nnviz.from_keras([b, W], ["tanh"])
