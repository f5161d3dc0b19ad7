"""Claims about drawn networks, right and wrong ones, written as a student would."""

from hypothesis import assume
from hypothesis import strategies as st

from nnviz.core.functions.activations import ACTIVATIONS
from tests.strategies import experiments

SMOOTH = ("sigmoid", "tanh", "gelu", "silu", "softplus", "identity", "softmax")


class Writer:
    """Writes expressions for one network; `pick` chooses among ways to say the same."""

    def __init__(self, e, pick):
        self.e, self.pick, self.last = e, pick, len(e.layers)

    def activation(self, n):
        return self.e.layers[n - 1].activation

    def weighted(self, n):
        return self.e.layers[n - 1].units is not None

    def before(self, n):
        return "X" if n == 1 else f"a{n - 1}"

    def slope(self, n):
        ways = [f"d(z{n})", f"s'(z{n})", f"f'(a{n})"]
        ways += {
            "sigmoid": [f"a{n} * (1 - a{n})", f"σ(z{n}) * (1 - σ(z{n}))"], "tanh": [f"(1 - a{n}**2)"],
            "relu": [f"drelu(z{n})"],
        }.get(self.activation(n), [])  # fmt: skip
        return self.pick(ways)

    def da(self, n):
        if n == self.last:
            return f"da{n}"
        back = f"W{n + 1}.T @ {self.dz(n + 1)}" if self.weighted(n + 1) else self.dz(n + 1)
        return self.pick([f"({back})", f"da{n}"])

    def through(self, n, da):
        if self.activation(n) == "softmax":
            return f"(a{n} * ({da} - sum(a{n} * {da}, 0)))"
        return f"({da} * {self.slope(n)})"

    def dz(self, n):
        return self.pick([f"dz{n}", f"d{n}", self.through(n, self.da(n))])

    def penalty(self, n):
        r = self.e.regularization
        text = ""
        if r.l1:
            text += f" + {r.l1!r} * (drelu(W{n}) - drelu(-W{n}))"
        return text + (f" + lambda2 * W{n}" if r.l2 else "")

    def dw(self, n, dz):
        index = f"sum(n, {dz}[j, n] * {self.before(n)}[k, n])" if dz.isidentifier() else None
        return f"{dz} @ {self.before(n)}.T", index


def layered(draw, e, wanted=lambda n: True):
    """Draw a layer that has weights."""
    found = [n for n, layer in enumerate(e.layers, 1) if layer.units is not None and wanted(n)]
    assume(found)
    return draw(st.sampled_from(found))


@st.composite
def networks(draw, **options):
    e = draw(experiments(**{"named": False, **options}))
    # One softmax unit is 1 whatever it is given: all gradients before it are 0.
    assume(not any(layer.activation == "softmax" and e.widths[n] == 1 for n, layer in enumerate(e.layers, 1)))
    return e


def writer(draw, e):
    return Writer(e, lambda ways: draw(st.sampled_from(ways)))


@st.composite
def right(draw, e):
    """Draw a target and a right claim about it."""
    w = writer(draw, e)
    n = layered(draw, e)
    kind = draw(st.sampled_from(["dW", "db", "dz", "da", "z", "a", "next", "index"]))
    if kind == "index":
        assume(not w.penalty(n))
        return f"dW{n}[j,k]", w.dw(n, f"dz{n}")[1]
    if kind == "dW":
        return f"dW{n}", w.dw(n, w.dz(n))[0] + w.penalty(n)
    if kind == "db":
        return f"db{n}", f"sum({w.dz(n)}, 1)".replace(f"dz{n}", f"d{n}")
    if kind == "dz":
        return f"dz{n}", w.through(n, w.da(n))
    if kind == "z":
        return f"z{n}", f"W{n} @ {w.before(n)} + b{n}"
    if kind == "a":
        return f"a{n}", f"f(z{n})"
    if kind == "next":
        assume(e.optimizer.name == "sgd")
        return f"W{n}_next", f"W{n} - eta * dW{n}"
    assume(n < w.last)
    back = f"W{n + 1}.T @ {w.dz(n + 1)}" if w.weighted(n + 1) else w.dz(n + 1)
    return f"da{n}", back


def _gradient(draw, w, n):
    """Return a target of layer n and a right expression for it, without penalty."""
    if draw(st.booleans()):
        return f"dW{n}", w.dw(n, w.dz(n))[0]
    return f"dz{n}", w.through(n, w.da(n))


@st.composite
def wrong(draw, e, mistake):
    """Draw a target and a claim about it with one mistake."""
    w = writer(draw, e)
    n = layered(draw, e)
    penalty = w.penalty(n)
    if mistake in ("sign", "factor_m", "factor_2"):
        target, text = _gradient(draw, w, n)
        more = penalty if target[1] == "W" else ""
        how = {"sign": ["-({})"], "factor_m": ["m * ({})", "({}) / m"], "factor_2": ["2 * ({})", "({}) / 2"]}
        return target, draw(st.sampled_from(how[mistake])).format(text) + more
    if mistake == "transposed":
        assume(not penalty and max(e.widths[n], e.widths[n - 1]) > 1)
        way = draw(st.sampled_from(["{b} @ {dz}.T", "({dz} @ {b}.T).T", "{dz} @ {b}"]))
        # A weightless layer hands its values on, so their names mean the same numbers.
        return f"dW{n}", way.format(b=w.before(n), dz=f"dz{n}")
    if mistake in ("missing_derivative", "double_derivative"):
        # What a layer without weights is handed may be positive always, where some slopes are 1.
        straight = ("identity", "relu")
        curved = [
            k for k in range(1, w.last + 1)
            if w.activation(k) not in (straight if w.weighted(k) else (*straight, "elu", "leaky_relu"))
        ]  # fmt: skip
        assume(curved)
        k = draw(st.sampled_from(curved))
        once = w.through(k, w.da(k))
        dz = w.da(k) if mistake == "missing_derivative" else w.through(k, once)
        if draw(st.booleans()) or not w.weighted(k):
            return f"dz{k}", dz
        return f"dW{k}", f"{dz} @ {w.before(k)}.T" + w.penalty(k)
    if mistake in ("diagonal_only", "only_k_equals_j"):
        k = draw(st.sampled_from([k for k in range(1, w.last + 1) if w.activation(k) == "softmax"] or [0]))
        assume(k)
        if mistake == "only_k_equals_j":
            assume(k == w.last and e.loss == "categorical_cross_entropy")
            dz = f"(-Y * (1 - a{k}){' / m' if e.reduction == 'mean' else ''})"
        else:
            dz = draw(st.sampled_from(["({da} * a{k} * (1 - a{k}))", "({da} * d(z{k}))"])).format(
                da=w.da(k), k=k
            )
        if draw(st.booleans()) or not w.weighted(k):
            return f"dz{k}", dz
        return f"dW{k}", f"{dz} @ {w.before(k)}.T" + w.penalty(k)
    if mistake == "untransposed_weights":
        n = layered(draw, e, lambda n: n > 1 and max(e.widths[n], e.widths[n - 1]) > 1)
        da = f"(W{n} @ {w.dz(n)})"
        return draw(st.sampled_from([(f"da{n - 1}", da), (f"dz{n - 1}", w.through(n - 1, da))]))
    if mistake == "bias_not_summed":
        return f"db{n}", draw(st.sampled_from([f"dz{n}", w.through(n, w.da(n))]))
    assert mistake == "missing_penalty"
    assume(penalty)
    return f"dW{n}", w.dw(n, w.dz(n))[0]


MISTAKES = (
    "sign", "factor_m", "factor_2", "transposed", "missing_derivative", "double_derivative", "diagonal_only",
    "only_k_equals_j", "untransposed_weights", "bias_not_summed", "missing_penalty",
)  # fmt: skip
SOFTMAXES = {
    "diagonal_only": {"activations": ("softmax", "tanh", "sigmoid")},
    "only_k_equals_j": {"activations": ("softmax", "tanh"), "losses": ("categorical_cross_entropy",)},
}


def elementwise(e):
    return all(ACTIVATIONS[layer.activation].elementwise for layer in e.layers)
