"""Derivations in the styles of books, courses and posts: what is read, and the verdict on every line."""

from nnviz.core.derivation.judging import judge_derivation

FOUR_EQUATIONS = r"""
The four fundamental equations. We have $z^l = w^l a^{l-1}+b^l$ and $a^l = \sigma(z^l)$. The cost is $C = \frac{1}{2n}\sum_x \|y(x)-a^L(x)\|^2$.

An equation for the error in the output layer:
\begin{eqnarray}
  \delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j).
\tag{BP1}\end{eqnarray}
\begin{eqnarray}
  \delta^L = \nabla_a C \odot \sigma'(z^L).
\tag{BP1a}\end{eqnarray}
\begin{eqnarray}
  \delta^L = (a^L-y) \odot \sigma'(z^L).
\end{eqnarray}
\begin{eqnarray}
  \delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l),
\tag{BP2}\end{eqnarray}
\begin{eqnarray}  \frac{\partial C}{\partial b^l_j} =
  \delta^l_j.
\tag{BP3}\end{eqnarray}
\begin{eqnarray}
  \frac{\partial C}{\partial w^l_{jk}} = a^{l-1}_k \delta^l_j.
\tag{BP4}\end{eqnarray}
\begin{eqnarray}
  \delta^l_j = \sum_k \frac{\partial C}{\partial z^{l+1}_k} \frac{\partial z^{l+1}_k}{\partial z^l_j}
  = \sum_k \frac{\partial z^{l+1}_k}{\partial z^l_j} \delta^{l+1}_k
\end{eqnarray}
\begin{eqnarray}
  z^{l+1}_k = \sum_j w^{l+1}_{kj} a^l_j +b^{l+1}_k = \sum_j w^{l+1}_{kj} \sigma(z^l_j) +b^{l+1}_k.
\end{eqnarray}
\begin{eqnarray}
  \frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} \sigma'(z^l_j).
\end{eqnarray}
\begin{eqnarray}
  \delta^l_j = \sum_k w^{l+1}_{kj}  \delta^{l+1}_k \sigma'(z^l_j).
\end{eqnarray}
Wrong: $\delta^l_j = \sum_k w^{l+1}_{jk}  \delta^{l+1}_k \sigma'(z^l_j)$ and $\delta^l = w^{l+1} \delta^{l+1} \odot \sigma'(z^l)$.
"""  # noqa: E501

COURSE = r"""
Forward propagation

$$Z^{[1]} = W^{[1]} X + b^{[1]}$$
$$A^{[1]} = g^{[1]}(Z^{[1]})$$
$$Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$$
$$A^{[2]} = \sigma(Z^{[2]})$$

The cost is $$J = -\frac{1}{m} \sum_{i=1}^{m} \left( y^{(i)} \log(a^{[2](i)}) + (1-y^{(i)}) \log(1- a^{[2](i)}) \right)$$

Backward propagation:
$$dZ^{[2]} = A^{[2]} - Y$$
$$dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}$$
$$db^{[2]} = \frac{1}{m} \sum_{i=1}^m dZ^{[2](i)}$$
$$dZ^{[1]} = W^{[2]T} dZ^{[2]} * g'^{[1]}(Z^{[1]})$$
$$dZ^{[1]} = W^{[2]T} dZ^{[2]} * {g^{[1]}}'(Z^{[1]})$$
$$dW^{[1]} = \frac{1}{m} dZ^{[1]} X^T$$
$$W^{[1]} := W^{[1]} - \alpha \, dW^{[1]}$$
$$dA^{[1]} = W^{[2]T} dZ^{[2]}$$
"""  # noqa: E501

LOGISTIC = r"""
Logistic regression. $z = w^T x + b$, $\hat{y} = a = \sigma(z)$, $\mathcal{L}(a, y) = -(y \log a + (1-y)\log(1-a))$

$$\frac{\partial \mathcal{L}}{\partial a} = -\frac{y}{a} + \frac{1-y}{1-a}$$
$$\frac{\partial a}{\partial z} = a(1-a)$$
$$\frac{\partial \mathcal{L}}{\partial z} = \frac{\partial \mathcal{L}}{\partial a} \cdot \frac{\partial a}{\partial z} = a - y$$
$$\frac{\partial \mathcal{L}}{\partial w_1} = x_1 \, dz$$
$$\frac{\partial \mathcal{L}}{\partial w} = x (a-y)^T$$
$$\frac{\partial \mathcal{L}}{\partial b} = a - y$$
Or, wrong: $$\frac{\partial \mathcal{L}}{\partial a} = -\left(\frac{y}{a} + \frac{1-y}{1-a}\right)$$
"""  # noqa: E501

LETTERS_SAY_THE_LAYER = r"""
In a network with tanh hidden units $a_j = \sum_{i} w_{ji}^{(1)} x_i$, $z_j = \tanh(a_j)$ and linear outputs $y_k = \sum_j w_{kj}^{(2)} z_j$, with error $E = \frac{1}{2}\sum_{k=1}^K (y_k - t_k)^2$.

$$\delta_k = y_k - t_k$$
$$\delta_j = (1-z_j^2) \sum_{k=1}^K w_{kj} \delta_k$$
$$\frac{\partial E}{\partial w_{ji}^{(1)}} = \delta_j x_i$$
$$\frac{\partial E}{\partial w_{kj}^{(2)}} = \delta_k z_j$$
"""  # noqa: E501

SQUARED_ERROR = r"""
A network: $h = \mathrm{ReLU}(W_1 x + b_1)$, $\hat{y} = W_2 h + b_2$ and loss $L = \frac{1}{N} \sum_{n=1}^N \|\hat{y}_n - y_n\|^2$.

$$\frac{\partial L}{\partial \hat{y}} = \frac{2}{N} (\hat{y} - y)$$
$$\frac{\partial L}{\partial W_2} = \frac{2}{N} (\hat{y} - y) h^T$$
$$\frac{\partial L}{\partial b_2} = \frac{2}{N} \sum_n (\hat{y}_n - y_n)$$
$$\frac{\partial L}{\partial h} = W_2^T \frac{\partial L}{\partial \hat{y}}$$
$$\frac{\partial L}{\partial W_1} = \left( \frac{\partial L}{\partial h} \odot \mathbb{1}_{h > 0} \right) x^T$$
$$\frac{\partial L}{\partial W_1} = \frac{\partial L}{\partial h} x^T$$
"""  # noqa: E501

UNICODE = r"""
Backprop for a two layer net.

z1 = W1 x + b1
a1 = σ(z1)
z2 = W2 a1 + b2
a2 = σ(z2)
C = ½ ‖a2 − y‖²

δ2 = (a2 − y) ⊙ σ′(z2)
∂C/∂W2 = δ2 a1ᵀ
∂C/∂b2 = δ2
δ1 = W2ᵀ δ2 ⊙ σ′(z1)
∂C/∂W1 = δ1 xᵀ
∂C/∂W1 = xᵀ δ1
"""

SOFTMAX = r"""
Softmax: $S_i = \frac{e^{a_i}}{\sum_{k=1}^N e^{a_k}}$

$$\frac{\partial S_i}{\partial a_j} = S_i (\delta_{ij} - S_j)$$
$$\frac{\partial S_i}{\partial a_j} = \begin{cases} S_i(1-S_j) & i=j \\ -S_j S_i & i\neq j \end{cases}$$
$$\frac{\partial S_i}{\partial a_j} = \begin{cases} S_i(1-S_i) & \text{if } i=j \\ S_j S_i & \text{if } i\neq j \end{cases}$$

Loss $L = -\sum_i y_i \log(S_i)$:

$$\frac{\partial L}{\partial a_i} = -\sum_k y_k \frac{\partial \log(S_k)}{\partial a_i} = -\sum_k y_k \frac{1}{S_k} \frac{\partial S_k}{\partial a_i} = -y_i(1-S_i) + \sum_{k \neq i} y_k S_i = S_i - y_i$$
"""  # noqa: E501

CLASS_BY_NUMBER = r"""
Let $x \in \mathbb{R}^n$ be the input. $s = W x + b$ and $p = \text{softmax}(s)$. The loss is $L = -\log p_y$.

$$\frac{\partial L}{\partial s_i} = p_i - \mathbb{1}(i = y)$$
$$\frac{\partial L}{\partial s_i} = p_i - \mathbb{1}[y = i]$$
$$\frac{\partial L}{\partial s_i} = p_i - y_i$$
$$\nabla_W L = (p - e_y) x^T$$
$$\frac{\partial L}{\partial W} = (p - y) x^T$$
$$\frac{\partial L}{\partial W_{ij}} = (p_i - y_i) x_j$$
$$\frac{\partial L}{\partial x} = W^T (p - y)$$
$$\frac{\partial L}{\partial b} = p - y$$
$$\frac{\partial p_i}{\partial s_j} = p_i (1 - p_j)$$
"""

PENALTY = r"""
# Regularized

$z = Wx+b$, $a = \sigma(z)$, $C = C_0 + \frac{\lambda}{2n} \sum_w w^2$.

$$\frac{\partial C}{\partial w} = \frac{\partial C_0}{\partial w} + \frac{\lambda}{n} w$$
$$w \rightarrow w - \eta \frac{\partial C}{\partial w}$$
"""

THREE_LAYERS = r"""
Two layers: $h_1 = \tanh(W_1 x)$, $h_2 = \tanh(W_2 h_1)$, $\hat y = W_3 h_2$, $E = \frac12 (\hat y - y)^2$.

$$\frac{\partial E}{\partial W_3} = (\hat y - y) h_2^T$$
$$\frac{\partial E}{\partial W_2} = \left(W_3^T (\hat y - y) \odot (1 - h_2^2)\right) h_1^T$$
$$\frac{\partial E}{\partial W_1} = \left(W_2^T \left(W_3^T (\hat y - y) \odot (1 - h_2^2)\right) \odot (1 - h_1^2)\right) x^T$$
$$\frac{\partial E}{\partial W_2} = \left(W_3^T (\hat y - y) \odot (1 - h_1^2)\right) h_1^T$$
$$\frac{\partial E}{\partial W_3} = (y - \hat y) h_2^T$$
"""  # noqa: E501

BINARY_PROGRAM = r"""
Backprop for one hidden layer, code:

```python
def forward(x):
    z1 = x @ w1 + b1
    h1 = relu(z1)
    z2 = h1 @ w2 + b2
    y_hat = sigmoid(z2)
    return y_hat

loss = -np.mean(y * np.log(y_hat) + (1 - y) * np.log(1 - y_hat))
dz2 = (y_hat - y) / len(x)
dw2 = h1.T @ dz2
db2 = dz2.sum(axis=0)
dh1 = dz2 @ w2.T
dz1 = dh1 * (z1 > 0)
dw1 = x.T @ dz1
db1 = dz1.sum(0)
```
"""

ONE_NAME_TWO_LAYERS = r"""
The squared error is $E = \frac12 \sum_j (t_j - o_j)^2$, with $o_j = \sigma(net_j)$ and $net_j = \sum_i w_{ij} o_i$.

$$\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial o_j} \frac{\partial o_j}{\partial net_j} \frac{\partial net_j}{\partial w_{ij}}$$
$$\frac{\partial E}{\partial o_j} = -(t_j - o_j)$$
$$\frac{\partial o_j}{\partial net_j} = o_j (1 - o_j)$$
"""  # noqa: E501

POST = r"""
Hi, I have z = w*x + b, a = sigmoid(z), L = (a - y)^2. I derived

dL/da = 2(a - y)
da/dz = a(1-a)
dz/dw = x
dL/dw = 2(a-y)a(1-a)x
dL/db = 2(a-y)a(1-a)

Is this right? I think dL/dw = (a-y)x
"""

STEPS = r"""
Delta rule: $y = \sigma(w x + b)$, $E = \frac12 \sum_i (t_i - y_i)^2$.

$$\Delta w = -\eta \frac{\partial E}{\partial w}$$
$$\Delta w = \eta (t - y) y (1 - y) x^T$$
$$\Delta w = \eta (t - y) x^T$$
$$e = t - y$$
$$\frac{\partial E}{\partial y} = -e$$
$$\frac{\partial E}{\partial y} = e$$
"""

ROWS_IN_LATEX = r"""
Rows: $Z = XW + b$, $A = \sigma(Z)$ and $L = \frac{1}{N}\sum_i (y_i - a_i)^2$.

$$\frac{\partial L}{\partial A} = \frac{2}{N}(A - Y)$$
$$\frac{\partial L}{\partial W} = X^T \frac{\partial L}{\partial Z}$$
$$\frac{\partial L}{\partial Z} = \frac{2}{N}(A-Y) \odot \sigma(Z)(1-\sigma(Z))$$
$$\frac{\partial L}{\partial X} = \frac{\partial L}{\partial Z} W^T$$
$$\frac{\partial L}{\partial Z} = \frac{2}{N}(A-Y) \odot (\sigma(Z) - \sigma(Z)^2)$$
$$\frac{\partial L}{\partial Z} = \frac{2}{N}(A-Y)$$
"""

SUMS = r"""
$p = \mathrm{softmax}(z)$ with $z = Wx$, $L = -\sum_{k=1}^{K} t_k \log p_k$.
$$\frac{\partial L}{\partial z_j} = \sum_{k=1}^{K-1} t_k p_j - t_j$$
$$\frac{\partial L}{\partial z_j} = p_j \sum_{k=1}^{K} t_k - t_j$$
$$\frac{\partial L}{\partial z_j} = \sum_{k=0}^{K-1} t_k (p_j - \delta_{jk})$$
$$\sum_k p_k = 1$$
$$\sum_j \frac{\partial p_k}{\partial z_j} = 0$$
"""

HINGE = r"""
SVM hinge loss: $s = Wx + b$ and $L = \sum_{j} \max(0, 1 - y_j s_j)$.

$$\frac{\partial L}{\partial s_j} = -y_j \mathbb{1}(y_j s_j < 1)$$
$$\frac{\partial L}{\partial s_j} = -y_j$$
$$\nabla_{W} L = -(y \odot \mathbb{1}(y \odot s < 1)) x^T$$
"""

OWN_RELU = r"""
ReLU: $f(z) = \max(0, z)$, $a_1 = f(W_1 x + b_1)$, $a_2 = W_2 a_1 + b_2$, $C = \frac{1}{2}\|a_2 - y\|^2$.

$$f'(z) = \begin{cases} 1 & z > 0 \\ 0 & \text{otherwise} \end{cases}$$
$$\frac{\partial C}{\partial W_1} = (W_2^T (a_2 - y) \odot f'(z_1)) x^T$$
"""

LETTER_SIGMA = r"""
Let $\ell = -\log \sigma(z)$, $z = w^\top x$. Then $\frac{d \ell}{d z} = \sigma(z) - 1$.
"""

ARTICLE = r"""
\documentclass{article}
\usepackage{amsmath}
\newcommand{\vx}{\mathbf{x}}
\begin{document}
\section{Backprop}
We consider a network with one hidden layer:
\begin{align}
\mathbf{z}^{(1)} &= \mathbf{W}^{(1)} \mathbf{x} + \mathbf{b}^{(1)} \label{eq:z1}\\
\mathbf{h} &= \tanh(\mathbf{z}^{(1)}) \\
\mathbf{z}^{(2)} &= \mathbf{W}^{(2)} \mathbf{h} + \mathbf{b}^{(2)} \\
\hat{\mathbf{y}} &= \operatorname{softmax}(\mathbf{z}^{(2)})
\end{align}
and the loss $\mathcal{L} = -\sum_k y_k \log \hat{y}_k$. % cross entropy
\begin{align*}
\boldsymbol{\delta}^{(2)} &= \hat{\mathbf{y}} - \mathbf{y} \\
\frac{\partial \mathcal{L}}{\partial \mathbf{W}^{(2)}} &= \boldsymbol{\delta}^{(2)} \mathbf{h}^\top \\
\boldsymbol{\delta}^{(1)} &= \mathbf{W}^{(2)\top} \boldsymbol{\delta}^{(2)} \odot (1 - \mathbf{h}^2) \\
&= \mathbf{W}^{(2)\top} \boldsymbol{\delta}^{(2)} \odot (1 - \mathbf{h} \odot \mathbf{h}) \\
\frac{\partial \mathcal{L}}{\partial \mathbf{W}^{(1)}} &= \boldsymbol{\delta}^{(1)} \mathbf{x}^\top \\
\frac{\partial \mathcal{L}}{\partial \mathbf{W}^{(1)}} &= \mathbf{x} \boldsymbol{\delta}^{(1)\top}
\end{align*}
\end{document}
"""


def verdicts(text):
    judge = judge_derivation(text)
    results = list(judge.run())
    return judge, results, "".join("?" if r.verdict == "unread" else r.verdict[0] for r in results)


def test_four_equations():
    judge, results, found = verdicts(FOUR_EQUATIONS)
    assert found == "drdrrrrccrrrrww"
    assert [r.diagnosis for r in results if r.verdict == "wrong"] == ["untransposed_weights"] * 2
    assert judge.networks.network(0).experiment.loss == "mean_squared_error"


def test_a_course():
    judge, _, found = verdicts(COURSE)
    assert found == "ddddd" + "r" * 8
    assert judge.networks.network(0).convention.mean_at == "weights"
    assert judge.networks.network(0).experiment.reduction == "mean"


def test_logistic_regression():
    _, results, found = verdicts(LOGISTIC)
    assert found == "dddrrr?rrw"
    assert "single entries cannot be read" in results[6].message


def test_letters_say_the_layer():
    _, results, found = verdicts(LETTERS_SAY_THE_LAYER)
    # The loss is that of one example, so these lines are about one.
    assert found == "ddddrrrr"
    assert "one example" in results[-1].message


def test_squared_error():
    judge, results, found = verdicts(SQUARED_ERROR)
    assert found == "dddrrrrrw"
    assert results[-1].diagnosis == "missing_derivative"
    assert judge.networks.network(0).experiment.reduction == "mean"


def test_unicode():
    _, results, found = verdicts(UNICODE)
    assert found[:10] == "dddddrrrrr"
    assert found[10] in "cw"
    assert results[10].diagnosis == "transposed"


def test_softmax_by_cases():
    _, results, found = verdicts(SOFTMAX)
    assert found == "drrwdc"
    assert [step.verdict for step in results[-1].steps][:3] == ["right"] * 3
    assert results[-1].condition == "targets sum to one"


def test_the_class_by_its_number():
    _, results, found = verdicts(CLASS_BY_NUMBER)
    assert found == "ddd" + "r" * 8 + "w"
    assert results[-1].diagnosis == "diagonal_only"


def test_a_penalty_on_a_loss_that_is_not_stated():
    judge, _, found = verdicts(PENALTY)
    assert found == "dddrr"
    assert judge.networks.network(0).convention.penalty == "half_over_m"
    _, results, found = verdicts(PENALTY.replace(r"\frac{\lambda}{n} w", r"\frac{\lambda}{2n} w"))
    assert found == "dddwr"
    assert "penalty is 2 times too small" in results[3].message


def test_three_layers():
    _, results, found = verdicts(THREE_LAYERS)
    assert found == "ddddrrrww"
    assert results[-1].diagnosis == "sign"


def test_a_program_with_one_output():
    judge, _, found = verdicts(BINARY_PROGRAM)
    assert found == "ddddd" + "r" * 7
    assert judge.networks.network(0).experiment.widths == (2, 5, 1)


def test_one_name_for_two_layers():
    judge, _, found = verdicts(ONE_NAME_TWO_LAYERS)
    assert found == "dddrrr"
    assert judge.networks.network(0).convention.weights == "inputs_by_outputs"


def test_a_post_without_any_markup():
    _, results, found = verdicts(POST)
    assert found == "dddrrrrrw"
    assert results[-1].diagnosis == "other_loss"


def test_steps_of_a_weight_and_own_shorthands():
    _, results, found = verdicts(STEPS)
    assert found == "ddrrwdrw"
    assert results[-1].diagnosis == "sign"


def test_rows_in_latex_and_a_sum_over_examples_without_bounds():
    judge, results, found = verdicts(ROWS_IN_LATEX)
    assert found == "dddrrrrrw"
    assert judge.networks.network(0).convention.examples == "rows"
    assert results[-1].diagnosis == "missing_derivative"


def test_sums_over_all_of_an_index_and_over_a_part():
    _, results, found = verdicts(SUMS)
    assert found == "ddd?rrrr"
    assert "Only sums over all values" in results[3].message


def test_a_hinge_loss():
    judge, results, found = verdicts(HINGE)
    assert found == "ddrwr"
    assert results[3].diagnosis == "missing_margin"
    assert judge.networks.network(0).experiment.loss == "hinge"


def test_a_function_of_the_text():
    _, _, found = verdicts(OWN_RELU)
    assert found == "ddddrr"


def test_the_letter_sigma_is_the_sigmoid_where_no_layer_says_otherwise():
    _, _, found = verdicts(LETTER_SIGMA)
    assert found == "ddr"


def test_an_article():
    _, results, found = verdicts(ARTICLE)
    assert found == "dddddcrrrw"
    assert results[5].condition == "targets sum to one"
    assert results[-1].diagnosis == "transposed"


VALUE_FUNCTIONS = r"""
With $h_\theta(x) = \sigma(\theta^T x)$ the cost is
$J(\theta) = -\frac1m\sum_{i=1}^m \left[y^{(i)}\log h_\theta(x^{(i)}) + (1-y^{(i)})\log(1-h_\theta(x^{(i)}))\right]$.

$$\frac{\partial J}{\partial \theta_j} = \frac1m \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}$$
$$\frac{\partial J}{\partial \theta_j} = \frac1m \sum_{i=1}^m (y^{(i)} - h_\theta(x^{(i)})) x_j^{(i)}$$
"""  # noqa: E501


def test_values_written_as_functions_of_an_example():
    judge, results, found = verdicts(VALUE_FUNCTIONS)
    assert found == "ddrw"
    assert results[-1].diagnosis == "sign"
    e = judge.networks.network(0).experiment
    assert (e.loss, e.reduction) == ("binary_cross_entropy", "mean")


LINEAR = r"""
Let $f(x) = w^T x + b$ and $L = \frac{1}{2N}\sum_{n=1}^N (f(x_n) - t_n)^2$. Then
$$\frac{\partial L}{\partial w} = \frac1N \sum_{n=1}^N (f(x_n) - t_n) x_n$$
$$\frac{\partial L}{\partial b} = \frac1N \sum_{n=1}^N (t_n - f(x_n))$$
"""


def test_a_linear_model_written_as_a_function():
    _, _, found = verdicts(LINEAR)
    assert found == "ddrw"


ON_PAPER = """
Z[1] = W[1] X + b[1]
A[1] = tanh(Z[1])
Z[2] = W[2] A[1] + b[2]
A[2] = sigmoid(Z[2])

dZ[2] = A[2] - Y
dW[2] = 1/m np.dot(dZ[2], A[1].T)
db[2] = 1/m np.sum(dZ[2], axis=1, keepdims=True)
db[2] = 1/m np.sum(dZ[2], axis=0, keepdims=True)
"""


def test_calls_of_numpy_multiplied_as_on_paper():
    _, results, found = verdicts(ON_PAPER)
    assert found == "ddddrrrw"
    assert results[-1].diagnosis == "wrong_axis"


ONE_EXAMPLE_BY_ENTRIES = r"""
$h_j = \sigma(a_j)$ with $a_j = \sum_i w_{ji} x_i$, outputs $y_k = \sum_j v_{kj} h_j$, $E = \frac12 \sum_k (y_k - t_k)^2$.

$$\frac{\partial E}{\partial w_{ji}} = \sum_k (y_k - t_k) v_{kj} \sigma'(h_j) x_i$$
$$\frac{\partial E}{\partial w_{ji}} = \sum_k (y_k - t_k) h_j(1-h_j) x_i$$
$$\frac{\partial E}{\partial v_{kj}} = (y_k - t_k) \sigma'(y_k) h_j$$
$$\frac{\partial E}{\partial v_{kj}} = 2 (y_k - t_k) h_j$$
"""  # noqa: E501


def test_mistakes_in_entries_are_named_and_corrected_in_the_letters_of_the_text():
    _, results, found = verdicts(ONE_EXAMPLE_BY_ENTRIES)
    assert found == "ddddwwww"
    wrong = results[4:]
    assert [r.diagnosis for r in wrong] == ["slope_argument", "missing_weights", "slope_argument", "factor_2"]
    assert r"v_{kj} \cdot \left(h_{j} \cdot \left(1 - h_{j}\right)\right) \cdot x_{i}" in wrong[0].correct
    assert "no activation function" in wrong[2].message
    assert wrong[2].correct.endswith(r"\left(y_{k} - t_{k}\right) \cdot h_{j}")
    assert wrong[3].correct.endswith(r"\left(y_{k} - t_{k}\right) \cdot h_{j}")
