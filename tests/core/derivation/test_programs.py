"""Backward passes as programs: names, layout, loss and learning rate are found, every line is judged."""

import json

from nnviz.core.derivation.judging import judge_derivation
from nnviz.core.derivation.source_text import read_text

COLUMNS = """
def sigmoid(z):
    return 1 / (1 + np.exp(-z))

def forward(X, parameters):
    W1 = parameters["W1"]
    Z1 = np.dot(W1, X) + b1
    A1 = np.tanh(Z1)
    Z2 = np.dot(W2, A1) + b2
    A2 = sigmoid(Z2)

def cost(A2, Y):
    m = Y.shape[1]
    logs = np.multiply(np.log(A2), Y) + np.multiply(1 - Y, np.log(1 - A2))
    cost = -1 / m * np.sum(logs)

def backward(X, Y, cache):
    m = X.shape[1]
    A1 = cache["A1"]
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.multiply(np.dot(W2.T, dZ2), 1 - np.power(A1, 2))
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    W1 = W1 - learning_rate * dW1
    b1 = b1 - learning_rate * db1
"""

ROWS = """
hidden = np.maximum(0, np.dot(X, W) + b)
scores = np.dot(hidden, W2) + b2
exp_scores = np.exp(scores - np.max(scores, axis=1, keepdims=True))
probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
logprobs = -np.log(probs[range(num_examples), y])
data_loss = np.sum(logprobs) / num_examples
dscores = probs
dscores[range(num_examples), y] -= 1
dscores /= num_examples
dW2 = np.dot(hidden.T, dscores)
db2 = np.sum(dscores, axis=0, keepdims=True)
dhidden = np.dot(dscores, W2.T)
dhidden[hidden <= 0] = 0
dW = np.dot(X.T, dhidden)
db = np.sum(dhidden, axis=0, keepdims=True)
W += -step_size * dW
b += -step_size * db
"""

ELEVEN_LINES = """
def nonlin(x, deriv=False):
    if deriv == True:
        return x * (1 - x)
    return 1 / (1 + np.exp(-x))

l0 = X
l1 = nonlin(np.dot(l0, syn0))
l2 = nonlin(np.dot(l1, syn1))
l2_error = y - l2
l2_delta = l2_error * nonlin(l2, deriv=True)
l1_error = l2_delta.dot(syn1.T)
l1_delta = l1_error * nonlin(l1, deriv=True)
syn1 += l1.T.dot(l2_delta)
syn0 += l0.T.dot(l1_delta)
"""

TORCH = """
h = x.mm(w1)
h_relu = h.clamp(min=0)
y_pred = h_relu.mm(w2)
loss = (y_pred - y).pow(2).sum()
grad_y_pred = 2.0 * (y_pred - y)
grad_w2 = h_relu.t().mm(grad_y_pred)
grad_h_relu = grad_y_pred.mm(w2.t())
grad_h = grad_h_relu.clone()
grad_h[h < 0] = 0
grad_w1 = x.t().mm(grad_h)
w1 -= learning_rate * grad_w1
"""


CLASS_WITHOUT_LOSS = """
class Network:
    def __init__(self, x, y):
        self.input = x
        self.weights1 = np.random.rand(self.input.shape[1], 4)
        self.weights2 = np.random.rand(4, 1)
        self.y = y

    def feedforward(self):
        self.layer1 = sigmoid(np.dot(self.input, self.weights1))
        self.output = sigmoid(np.dot(self.layer1, self.weights2))

    def backprop(self):
        slope = sigmoid_derivative(self.output)
        d_weights2 = np.dot(self.layer1.T, (2 * (self.y - self.output) * slope))
        inner = np.dot(2 * (self.y - self.output) * slope, self.weights2.T)
        d_weights1 = np.dot(self.input.T, inner * sigmoid_derivative(self.layer1))
        self.weights1 += d_weights1
        self.weights2 += d_weights2

def sigmoid_derivative(x):
    return x * (1.0 - x)
"""

ERRORS_COUNTED_FROM_THE_INPUT = """
z1 = X.dot(W1) + b1
a1 = np.tanh(z1)
z2 = a1.dot(W2) + b2
exp_scores = np.exp(z2)
probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
delta3 = probs
delta3[range(num_examples), y] -= 1
dW2 = (a1.T).dot(delta3)
db2 = np.sum(delta3, axis=0, keepdims=True)
delta2 = delta3.dot(W2.T) * (1 - np.power(a1, 2))
dW1 = np.dot(X.T, delta2)
db1 = np.sum(delta2, axis=0)
W1 += -epsilon * dW1
"""


def judged(program):
    judge = judge_derivation(read_text(program.encode(), ".py"))
    return judge, list(judge.run())


def bad(results):
    fine = ("right", "definition")
    return [(r.text.source, r.verdict, r.message) for r in results if r.verdict not in fine]


def by_source(results):
    return {r.text.source: r for r in results}


def test_examples_in_columns_and_the_mean_at_the_weights():
    judge, results = judged(COLUMNS)
    assert bad(results) == []
    assert sum(r.verdict == "right" for r in results) == 8
    network = judge.networks.network(0)
    assert network.convention.sentence == "Read with examples in columns, W as outputs × inputs, 1/m in dW."
    assert (network.experiment.loss, network.experiment.reduction) == ("binary_cross_entropy", "mean")
    assert [layer.activation for layer in network.experiment.layers] == ["tanh", "sigmoid"]


def test_examples_in_rows_with_masks_and_numbers_of_classes():
    judge, results = judged(ROWS)
    unread = [r for r in results if r.verdict == "unread"]
    # The shift against overflow is read where the softmax is defined; alone it is no value of the network.
    assert all("exp_scores" in r.text.source for r in unread)
    assert [item for item in bad(results) if item[1] != "unread"] == []
    found = by_source(results)
    assert found["dscores /= num_examples"].reading == "dz2 = (a2 - Y) / m"
    assert found["dW = np.dot(X.T, dhidden)"].verdict == "right"
    assert judge.networks.network(0).experiment.loss == "log_likelihood"
    assert judge.networks.network(0).convention.examples == "rows"


def test_the_error_as_target_minus_output_and_no_loss_stated():
    judge, results = judged(ELEVEN_LINES)
    assert bad(results) == []
    network = judge.networks.network(0)
    assert network.convention.error == "target_minus_output"
    e = network.experiment
    assert (e.loss, e.optimizer.learning_rate) == ("mean_squared_error", 1.0)


def test_a_loss_without_one_half():
    _, results = judged(TORCH)
    assert bad(results) == []
    _, wrong = judged(TORCH.replace("2.0 * (y_pred", "1.0 * (y_pred"))
    assert [r.text.source for r in wrong if r.verdict == "wrong"] == ["grad_y_pred = 1.0 * (y_pred - y)"]


def test_mistakes_in_programs_are_found_where_they_are():
    for line, mistaken, diagnosis in (
        ("dZ2 = A2 - Y", "dZ2 = Y - A2", "sign"),
        ("1 - np.power(A1, 2)", "1 - A1", None),
        ("np.dot(dZ1, X.T)", "np.dot(dZ1, X)", None),
        ("np.dot(W2.T, dZ2)", "np.dot(W2, dZ2)", None),
        ("db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)", "db1 = (1 / m) * np.sum(dZ1)", None),
    ):
        _, results = judged(COLUMNS.replace(line, mistaken))
        wrong = [r for r in results if r.verdict in ("wrong", "conditional")]
        assert [mistaken in r.text.source for r in wrong] == [True], (mistaken, bad(results))
        assert diagnosis is None or wrong[0].diagnosis == diagnosis


def test_a_loss_that_is_not_known_is_not_judged():
    _, results = judged(TORCH.replace(".pow(2).sum()", ".pow(4).sum()"))
    gradients = [r for r in results if r.text.source.startswith("grad_w")]
    assert {r.verdict for r in gradients} == {"unread"}
    assert "is not a known loss" in gradients[0].message


def test_a_notebook():
    cells = [
        {"cell_type": "markdown", "source": ["The network with $z = W x + b$ and $a = \\sigma(z)$.\n"]},
        {"cell_type": "code", "source": "%matplotlib inline\nimport numpy as np\n"},
        {"cell_type": "markdown", "source": "$$\\frac{\\partial a}{\\partial z} = a(1-a)$$"},
    ]
    text = read_text(json.dumps({"cells": cells}).encode(), ".ipynb")
    results = list(judge_derivation(text).run())
    assert [r.verdict for r in results] == ["definition", "definition", "right"]


def test_a_class_that_states_no_loss():
    judge, results = judged(CLASS_WITHOUT_LOSS)
    assert bad(results) == []
    network = judge.networks.network(0)
    assert (network.experiment.loss, network.convention.error) == ("squared_error", "target_minus_output")
    assert "is assumed" in judge.networks.assumption


def test_errors_counted_from_the_input():
    _, results = judged(ERRORS_COUNTED_FROM_THE_INPUT)
    assert not [r for r in results if r.verdict in ("wrong", "unread")]
    found = by_source(results)
    assert found["dW1 = np.dot(X.T, delta2)"].reading == "dW1 = X.T @ dz1"


def test_gradients_named_by_their_loss_are_claims():
    names = ("dJdW2", "dLdW2", "dE_dW2", "dloss_dW2", "grad_W2", "gW2", "W2_grad", "nabla_W2")
    program = """
z1 = X @ W1
h = np.tanh(z1)
z2 = h @ W2
p = sigmoid(z2)
loss = 0.5 * np.sum((p - y)**2)
d2 = (p - y) * p * (1 - p)
{name} = h.T @ d2
{name} = h @ d2
"""
    for name in names:
        judge = judge_derivation(f"```python{program.format(name=name)}```")
        assert [result.verdict for result in judge.run()][-2:] == ["right", "wrong"], name


def test_softmax_and_log_likelihood_of_one_example():
    judge = judge_derivation("""```python
h = np.tanh(np.dot(Wxh, x) + bh)
y = np.dot(Why, h) + by
p = np.exp(y) / np.sum(np.exp(y))
loss = -np.log(p[target])
dy = np.copy(p)
dy[target] -= 1
dWhy = np.dot(dy, h.T)
dh = np.dot(Why, dy)
```""")
    found = [result.verdict for result in judge.run()]
    assert judge.networks.network(0).experiment.loss == "log_likelihood"
    assert found[5:] == ["right", "right", "wrong"]


def test_the_class_of_an_example_where_examples_are_rows():
    judge = judge_derivation(
        r"""Scores $s = xW + b$ (rows are examples), $p = \mathrm{softmax}(s)$, and

$L = -\frac{1}{N}\sum_i \log p_{i,y_i} + \frac{\lambda}{2}\|W\|^2$

$\frac{\partial L}{\partial s} = \frac{1}{N}(p - y)$

$\frac{\partial L}{\partial W} = x^T \frac{\partial L}{\partial s} + \lambda W$

$\frac{\partial L}{\partial W} = x^T \frac{\partial L}{\partial s} + 2\lambda W$
"""
    )
    assert [result.verdict for result in judge.run()][3:] == ["right", "right", "wrong"]


def test_a_missing_transpose_that_fits_no_entries_is_wrong():
    judge = judge_derivation(
        r"""Let $z = Wx+b$, $a=\mathrm{ReLU}(z)$, $\hat{y}=Ua+c$, $\ell = \|\hat y - y\|^2$.

$\frac{\partial \ell}{\partial z} = 2U(\hat y - y)\odot \mathbb{1}[z>0]$
"""
    )
    result = list(judge.run())[-1]
    assert (result.verdict, result.diagnosis) == ("wrong", "untransposed_weights")
    assert "Character" not in result.message


PROGRAM = """import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

for step in range(1000):
    l0 = X
    l1 = sigmoid(np.dot(l0, syn0))
    l2 = sigmoid(np.dot(l1, syn1))
    l2_error = y - l2
    l2_delta = l2_error * l2 * (1 - l2)
    l1_error = l2_delta.dot(syn1.T)
    l1_delta = l1_error * l1 * (1 - l1)
    syn1 += l1.T.dot(l2_delta)
    syn0 += l0.T.dot(l1_delta)
"""


def test_a_program_is_read_whole_without_marks_of_code():
    pasted, marked = (list(judge_derivation(text).run()) for text in (PROGRAM, f"```python\n{PROGRAM}```"))
    assert [r.verdict for r in pasted] == [r.verdict for r in marked]
    assert "unread" not in {r.verdict for r in pasted}
    assert [PROGRAM[r.text.start :].startswith(r.text.source) for r in pasted] == [True] * len(pasted)
