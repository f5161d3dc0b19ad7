"""The judge of hand derivations: whether an expression is the gradient it claims to be.

``judge(frame, "dW2", "(y_hat - y) @ A1.T")`` compares a claim with the values of the program, which central
differences confirm, at the values of the frame and at new random ones, so that a coincidence does not pass.
Where it is wrong, every mistake of a list is put into the program itself, to see which of them gives exactly
what was claimed.

The grammar
-----------
Everything is a number or a matrix of shape ``(units, batch)``; a bias is ``(units, 1)``.

======================  ==============================================================================
``+ - * / ** @``        as in NumPy, ``*`` and ``/`` element by element; ``-x``, ``+x``; parentheses.
                        The exponent of ``**`` is a number from −64 to 64; a number may have any exponent,
                        ``0.9**t``
``.T``                  the transpose, the only attribute there is
``X Y W1 b1 z1 a1``     the names of ``nnviz trace``: also ``C da2 dz2 dW2 db2 W1_next``, and the state of the
                        optimizer (``vW1``, ``t``)
``m N n K eta``         number of examples in the batch (``m``, ``N`` and ``n``), outputs, learning rate
``len(X) X.shape[1]``   number of examples; rows and columns of a matrix as it is laid out
``lambda1 lambda2``     weights of the penalty λ₁|W| + ½λ₂W²
``dX``                  ∂C/∂X, also ``da0``
other spellings         ``A1 Z1`` for ``a1 z1``, ``d1 delta1 δ1`` for ``dz1``, ``a0 A0 x`` for ``X``,
                        ``y t`` for ``Y``, ``y_hat`` for the last ``a``, ``E`` for ``C``, ``theta`` for the
                        only W; the `names` of a lab come before these
``exp log sqrt tanh``   element by element, ``log`` is also ``ln``; likewise ``relu``, ``sigmoid`` (or
                        ``sigma``, ``σ``) and the derivatives ``drelu dtanh dsigmoid``, which may be written
                        ``relu'(…)``, ``tanh'(…)``, ``sigmoid'(…)``
``softmax(x)``          over the units of every example
``sum(x)``              all numbers added up; ``sum(x, 1)`` or ``sum(x, axis=1)`` over the examples and
                        ``sum(x, 0)`` over the units; the axis stays, with length 1. ``mean`` alike
``diag(x)``             the diagonal matrix of a column; of a matrix, its diagonal as a column
``outer(x, y)``         all products of the numbers of x and of y
``eye(n)``              the identity matrix
``f(z1)``               the activation of layer 1
``d(z1)`` ``d(a1)``     its slope at z1; also ``s'(z1)``, ``f'(z1)``, ``g'(z1)``, ``σ'(z1)``, ``sigma'(z1)``;
                        of softmax the diagonal of its Jacobian. With something that is not a z, ``σ'`` and
                        ``s'`` are ``dsigmoid``
======================  ==============================================================================

Index form: ``x[i, n]`` takes one entry, letters are indices and every unit and example has its turn;
``sum(k, …)`` adds up over an index, ``delta(j, k)`` is 1 where j = k. There are no numbers as indices.
``*`` of two entries multiplies them, ``@`` needs whole matrices. A whole matrix other than a single number
may not stand beside entries, so write ``W2[k, j]``.

A value with a column for every example, ``X Y z a da dz``, may be written with one index: ``o[j]`` is
``o[j, n]``, and holds for every example n.

The target
----------
* a name: ``dW2 db1 dz1 da2 a1 z2 C W1_next``, or ``dW2[j, k]``;
* a gradient written as a quotient, with other spellings: ``dC/do``, ``dE/dz``, ``dE/dtheta[i, j]``;
* a Jacobian of one example, ``do/dz`` or ``do[k]/dz[j]``: z and a by the z, a, X, W and b before it (by W in
  index form only). Without indices it is a matrix (units × units, every name of a value a column). For ∂a/∂z
  of one layer, a claim without ``diag outer eye @`` is read as slopes, (units, batch), as they stand in
  ``dz1 = da1 * slope``, so ``da1/dz1`` may be ``a1 * (1 - a1)``;
* the derivative of an expression by a name in it: ``dlog(y[k])/dy[k]``;
* an expression: ``sigmoid(z1)``. The claim is then that both are the same.

``where`` restricts it: ``do[i]/dz[j] where i != j``, ``dC/dz2[j] where Y[j] == 1``. Comparisons are
``== != < > <= >=``.

∂C/∂W and ∂C/∂b are sums over the batch, with the 1/m of a mean and the penalty, as they are in the program.
A left side without ``n`` is that sum for a parameter, so the right side has to add up the examples:
``sum(n, dz2[j, n] * a1[k, n])``. If it does not, it holds for one example, and the verdict says so. For
a value with a column per example a left side without ``n`` stands for every example. ∂C/∂a and ∂C/∂z are
derivatives of the loss C of the batch, so they have the 1/m too.

Characters with only one meaning are accepted: ``− – · × ∗ ⋅ ⊙ ᵀ ′ ’ σ δ η θ λ Σ ∂``. Letters that
only look like Latin ones are refused.

Conventions
-----------
A claim is read in the program's convention unless another `Convention` is given: examples in rows or columns,
W as outputs × inputs or the other way, 1/m in dZ or at dW, what λ multiplies, the scale of momentum, the sign
of an error. What is right in another convention than the one in force is conditional, and the verdict says
what it takes: "Right if the 1/m is in dW". So is a number that stands for the size of the batch.

The verdict
-----------
right
    at all fresh values and at the current ones, except for rounding: there are batches of one, of a few
    and of many examples, units on both sides of their corners, saturated ones and numbers far from 0.
conditional
    ``condition`` says when: "one example" (a batch of 1), "targets sum to one", "one-hot targets", "where it
    is defined", "batch of 5", or what a convention has to be, joined by " and ". A ``diagnosis`` may say what
    is missing otherwise.
unstable
    right, but it overflows to nan or inf at large |z|, where the program does not; or rounding hides whether
    it is right.
wrong
    with a ``diagnosis``, one of `DIAGNOSES`.
invalid
    it cannot be read or computed; ``message`` says what and where.

This module loads its parts when they are asked for: experiments hold claims, and the judge needs experiments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnviz.core.judge.claim import Claim
    from nnviz.core.judge.convention import Convention
    from nnviz.core.judge.judging import Judge, judge
    from nnviz.core.judge.verdict import DIAGNOSES, VERDICTS, Verdict

_HOMES = {
    "Claim": "claim",
    "Convention": "convention",
    "Judge": "judging",
    "judge": "judging",
    "Verdict": "verdict",
    "DIAGNOSES": "verdict",
    "VERDICTS": "verdict",
}

__all__ = ["DIAGNOSES", "VERDICTS", "Claim", "Convention", "Judge", "Verdict", "judge"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
