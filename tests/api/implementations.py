"""Backward passes as students write them, in columns and in rows, with one mistake or none."""

import numpy as np

ELEMENTWISE = {
    "identity": (lambda z: z, lambda z: np.ones_like(z)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    "softplus": (lambda z: np.logaddexp(0, z), lambda z: 1 / (1 + np.exp(-z))),
}


def softmax(z):
    """Return softmax over the units, (units, batch)."""
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


def jacobian_times(a, da):
    """Return the Jacobian of softmax, transposed, times a gradient (units, batch)."""
    return a * (da - (a * da).sum(axis=0))


MISTAKES = (
    "sign", "factor_m", "factor_2", "transposed", "missing_derivative", "double_derivative",
    "untransposed_weights", "bias_not_summed", "missing_penalty", "diagonal_only", "shape",
)  # fmt: skip


def backward_of(e, mistake=None, layer=1, rows=False, bias_of_one_dimension=True):
    """Return ``backward(X, Y, parameters)`` of an experiment with one mistake at one layer.

    Everything is computed with examples in columns; in rows the arrays are turned at both ends.
    """
    kinds = [spec.activation for spec in e.layers]
    last = len(kinds)

    def columns(X, Y, p):
        batch = X.shape[1]
        a, z = [X], [None]
        for n, kind in enumerate(kinds, 1):
            z.append(p[f"W{n}"] @ a[-1] + p[f"b{n}"])
            a.append(softmax(z[n]) if kind == "softmax" else ELEMENTWISE[kind][0](z[n]))
        share = 1 / batch if e.reduction == "mean" else 1.0
        fused = (e.loss, kinds[-1]) in (
            ("categorical_cross_entropy", "softmax"), ("binary_cross_entropy", "sigmoid"),
        )  # fmt: skip
        spoiled = mistake in ("missing_derivative", "double_derivative", "diagonal_only") and layer == last
        found = {}
        with np.errstate(all="ignore"):
            if e.loss == "mean_squared_error":
                da = (a[-1] - Y) * share
            elif e.loss == "binary_cross_entropy":
                da = (a[-1] - Y) / (a[-1] * (1 - a[-1])) * share
            else:
                da = -Y / a[-1] * share
            for n in range(last, 0, -1):
                kind = kinds[n - 1]

                def through(given, n=n, kind=kind):
                    return (
                        jacobian_times(a[n], given)
                        if kind == "softmax"
                        else given * ELEMENTWISE[kind][1](z[n])
                    )

                if n == last and fused and not spoiled:
                    dz = (a[n] - Y) * share
                elif n == layer and mistake == "missing_derivative":
                    dz = da
                elif n == layer and mistake == "double_derivative":
                    dz = through(through(da))
                elif n == layer and mistake == "diagonal_only":
                    dz = da * a[n] * (1 - a[n])
                else:
                    dz = through(da)
                W, penalty = p[f"W{n}"], e.regularization
                dW, db = dz @ a[n - 1].T, dz.sum(axis=1, keepdims=True)
                if not (n == layer and mistake == "missing_penalty"):
                    dW = dW + penalty.l1 * np.sign(W) + penalty.l2 * W
                if n == layer:
                    dW, db = {
                        "sign": lambda dW=dW, db=db: (-dW, -db),
                        "factor_m": lambda dW=dW, db=db: (dW * batch, db * batch),
                        "factor_2": lambda dW=dW, db=db: (dW * 2, db * 2),
                        "transposed": lambda dW=dW, db=db: (dW.T, db),
                        "shape": lambda dW=dW, db=db: (dW.ravel(), db),
                        "bias_not_summed": lambda dW=dW, db=db, dz=dz: (dW, dz),
                    }.get(mistake, lambda dW=dW, db=db: (dW, db))()
                if (
                    bias_of_one_dimension
                    and db.shape[1] == 1
                    and not (mistake == "bias_not_summed" and n == layer)
                ):
                    db = db[:, 0]
                found[f"dW{n}"], found[f"db{n}"] = dW, db
                if n > 1:
                    turned = W if mistake == "untransposed_weights" and n == layer else W.T
                    da = turned @ dz
        return found

    def in_rows(X, Y, p):
        turned = {name: value.T if value.ndim == 2 else value[:, None] for name, value in p.items()}
        found = columns(X.T, Y.T, turned)
        return {name: value.T for name, value in found.items()}

    return in_rows if rows else columns
