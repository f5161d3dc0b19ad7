"""A lesson that has everything a lesson can have."""

GOOD = r"""---
experiment: small
compare: xor
minutes: 12
order: 3
names: t = Y, o = a2, theta = W1.T
---

# A good lesson

It has everything, over
two lines.

<!-- experiment small: {
  "data": {"inputs": [[0, 1], [1, 0], [1, 1]], "targets": [[1], [1], [0]]},
  "layers": [{"activation": "sigmoid", "units": 2}, {"activation": "sigmoid", "units": 1}],
  "batch_size": 3
} -->
<!-- experiment large from small: {"batch_size": 2, "seed": 9} -->
<!-- note: for the author -->

## First

<!-- go: 0 dz2 -->
<!-- light: dz2 W2[1,2] a2 dz2 -->
<!-- example: 2 -->

Text with $\delta^2$, **strong**, *soft* and `W2.T @ dz2`,
on two lines.

- one
- two
  goes on

1. first

$$\delta^2 = \nabla C
  \odot \sigma'(z^2) \tag{6}$$

$$a = b$$

## Second

<!-- note: stays where the first step was -->

> **Claim** $\delta = t - o$
>
> **Judge** `dz2 where t[j] != 0 = t
> - o`
>
> **Verdict** wrong (double derivative)
>
> **Why** The sign
> is flipped: $1 - 0.5$.

## Third

<!-- use: large -->
<!-- compare: none -->
<!-- go: 7 end -->

> **Question** Which way does $z^2$ move?
> Think.
>
> - [ ] up
> - [x] down,
>   of course
>
> **Answer:** Against the
> gradient.

> **Claim:** $x = \frac{1}{2}$
> **Why:** It is.
> **Judge:** `C = 1 / 2`
> **Verdict:** conditional (one example and one-hot targets).
"""
