"""Reading formulas back: their tags, and the numbers in them as intervals that rounding leaves open."""

import re

import numpy as np

from nnviz.core.equations.matrices import grid
from nnviz.core.equations.updates import SETTINGS
from nnviz.core.functions.activations import ACTIVATIONS, activate

DIGITS = 8
TAG = re.compile(r"\\textcolor\{#([0-9A-F]{6})\}\{")
TOKEN = re.compile(r"\s+|(\\[a-zA-Z]+|\\\\|\\,|[0-9]+(?:\.[0-9]+)?|.)")
NUMBER = re.compile(r"-?([0-9]+(?:\.([0-9]+))?)(?:\\cdot 10\^\{(-?[0-9]+)\})?")
FUNCTIONS = {row.function: row for row in ACTIVATIONS.values() if row.function.startswith(r"\operatorname")}


def pieces(tagged):
    """Return (index, text) of every tag, and the text without tags."""
    found, plain, position, open_ = [], "", 0, []
    depth = 0
    while position < len(tagged):
        if match := TAG.match(tagged, position):
            open_.append((int(match[1], 16) - 1, len(plain), depth))
            position = match.end()
            continue
        character = tagged[position]
        depth += (character == "{") - (character == "}")
        if open_ and depth < open_[-1][2]:
            index, start, depth = open_.pop()
            found.append((index, plain[start:]))
        else:
            plain += character
        position += 1
    assert not open_
    return sorted(found), plain


def shown_number(text):
    """Return a number as written and half of its last digit; None if it is none."""
    match = NUMBER.fullmatch(text.strip("()"))
    if match is None:
        return None
    value, decimals, exponent = float(match[1]), len(match[2] or ""), int(match[3] or 0)
    sign = -1 if text.strip("()").startswith("-") else 1
    return sign * value * 10.0**exponent, 0.5000001 * 10.0 ** (exponent - decimals)


class Symbolic(Exception):
    """A letter stands where a number is needed."""


class Interval:
    """A scalar or matrix of which each entry lies between two bounds."""

    def __init__(self, low, high=None):
        self.low = np.asarray(low, dtype=float)
        self.high = self.low if high is None else np.asarray(high, dtype=float)

    @property
    def shape(self):
        return self.low.shape

    def _corners(self, other, f):
        pairs = [(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return np.array(np.broadcast_arrays(*(f(a, b) for a, b in pairs)))

    def __add__(self, other):
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self):
        return Interval(-self.high, -self.low)

    def __mul__(self, other):
        corners = np.nan_to_num(self._corners(other, np.multiply), nan=0.0, posinf=np.inf, neginf=-np.inf)
        return Interval(corners.min(axis=0), corners.max(axis=0))

    def __matmul__(self, other):
        left = Interval(self.low[:, :, None], self.high[:, :, None])
        right = Interval(other.low[None], other.high[None])
        products = left * right
        return Interval(products.low.sum(axis=1), products.high.sum(axis=1))

    def __truediv__(self, other):
        crosses = (other.low <= 0) & (other.high >= 0)
        safe = Interval(np.where(crosses, 1.0, other.low), np.where(crosses, 1.0, other.high))
        corners = self._corners(safe, np.divide)
        low, high = corners.min(axis=0), corners.max(axis=0)
        return Interval(np.where(crosses, -np.inf, low), np.where(crosses, np.inf, high))

    def __pow__(self, other):
        exponent = float(other.low)
        if np.array_equal(self.low, self.high):
            return Interval(self.low**exponent)
        result = self
        for _ in range(int(exponent) - 1):
            result = result * self
        return result

    def rising(self, f):
        """Return f of it, for a function that never falls."""
        return Interval(f(self.low), f(self.high))

    def bounded(self, f, steepest):
        """Return f of it, for a function with a bounded slope."""
        middle, spread = (self.low + self.high) / 2, (self.high - self.low) / 2 * steepest
        return Interval(f(middle) - spread, f(middle) + spread)

    def meets(self, other):
        """Whether both may be the same, up to the rounding of this very arithmetic."""
        slack = 1e-9 * (1 + np.maximum(np.abs(self.low), np.abs(other.low)))
        slack = np.where(np.isfinite(slack), slack, 0)
        return self.shape == other.shape and bool(
            np.all((self.low <= other.high + slack) & (other.low <= self.high + slack))
        )

    def __repr__(self):
        return f"[{self.low.tolist()} … {self.high.tolist()}]"


def huber(r):
    return np.where(np.abs(r) <= 1, r * r / 2, np.abs(r) - 0.5)


class Reader:
    """Evaluates one side of an equation; `by_entry` takes products of matrices entry by entry."""

    def __init__(self, latex, by_entry=False):
        self.by_entry = by_entry
        latex = latex.replace(r"\left", "").replace(r"\right", "")
        self.tokens = [m[1] for m in TOKEN.finditer(latex) if m[1] and m[1] != r"\,"]
        self.at, self.inside = 0, False

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, *expected):
        token = self.peek()
        if token is None or (expected and token not in expected):
            raise Symbolic(f"{token!r} at {self.at} of {''.join(self.tokens)}")
        self.at += 1
        return token

    def whole(self):
        value = self.sum()
        if self.peek() is not None:
            raise Symbolic(self.peek())
        return value

    def sum(self):
        negative = self.peek() == "-" and self.take("-")
        value = self.product()
        value = -value if negative else value
        while self.peek() in ("+", "-"):
            sign = self.take()
            value = value + (self.product() if sign == "+" else -self.product())
        return value

    def product(self):
        value = self.power()
        while self.peek() not in (None, *"+-)]}&,=", r"\\", r"\end", *("|" * self.inside)):
            operator = self.take() if self.peek() in (r"\cdot", r"\odot", "/") else ""
            other = self.power()
            matrices = value.shape and other.shape and not self.by_entry
            if operator == "/":
                value = value / other
            else:
                value = value @ other if matrices and operator != r"\odot" else value * other
        return value

    def power(self):
        value = self.atom()
        while self.peek() == "^":
            self.take("^")
            self.take("{")
            if self.peek() == r"\top":
                self.take()
                value = Interval(value.low.T, value.high.T)
            else:
                value = value ** self.sum()
            self.take("}")
        return value

    def group(self, left="{", right="}"):
        self.take(left)
        value = self.sum()
        self.take(right)
        return value

    def number(self, token):
        decimals = len(token.partition(".")[2])
        scaled = decimals == DIGITS - 2 and self.tokens[self.at : self.at + 2] == [r"\cdot", "10"]
        half = 0.5000001 * 10.0**-decimals if decimals == DIGITS or scaled else 0.0
        return Interval(float(token) - half, float(token) + half)

    def matrix(self):
        self.take("{")
        while self.take() != "}":
            pass
        rows = [[]]
        while True:
            rows[-1].append(self.sum())
            token = self.take("&", r"\\", r"\end")
            if token == r"\\":
                rows.append([])
            elif token == r"\end":
                break
        while self.take() != "}":
            pass
        low, high = ([[float(getattr(v, end)) for v in row] for row in rows] for end in ("low", "high"))
        return Interval(low, high)

    def extreme(self, f):
        self.take("(")
        first = self.sum()
        self.take(",")
        second = self.sum()
        self.take(")")
        return Interval(f(first.low, second.low), f(first.high, second.high))

    def function(self):
        self.take("{")
        name = ""
        while (token := self.take()) != "}":
            name += token
        if name == "sign":
            return self.atom().rising(np.sign)
        row, argument = FUNCTIONS[rf"\operatorname{{{name}}}"], self.atom()
        column = np.atleast_2d
        if name == "softmax":
            return argument.bounded(lambda z: activate(row, z), 2.0)
        return argument.bounded(lambda z: activate(row, column(z)).reshape(z.shape), 1.3)

    def atom(self):
        token = self.take()
        if token[0].isdigit():
            return self.number(token)
        if token == "(":
            self.at -= 1
            return self.group("(", ")")
        if token == "[":
            self.at -= 1
            return self.group("[", "]")
        if token == "|":
            self.inside = True
            value = self.sum()
            self.take("|")
            self.inside = False
            return value.bounded(np.abs, 1.0)
        if token == "e":
            self.take("^")
            return self.group().rising(np.exp)
        if token == "H":
            return self.group("(", ")").bounded(huber, 1.0)
        if token in (r"\frac", r"\tfrac"):
            return self.group() / self.group()
        if token == r"\sqrt":
            return self.group().rising(lambda x: np.sqrt(np.maximum(x, 0)))
        simple = {
            r"\ln": lambda x: np.log(np.maximum(x, 0)),
            r"\tanh": np.tanh,
            r"\sigma": lambda z: 1 / (1 + np.exp(-z)),
        }
        if token in simple:
            return self.power().rising(simple[token])
        if token in (r"\max", r"\min"):
            return self.extreme(np.maximum if token == r"\max" else np.minimum)
        if token == r"\operatorname":
            return self.function()
        if token == r"\begin":
            return self.matrix()
        if token == r"\pi":
            return Interval(np.pi)
        if token == "-":
            return -self.power()
        raise Symbolic(token)


@np.errstate(all="ignore")
def evaluate(latex, by_entry=False):
    """Return the interval of one side; raises Symbolic where something is no number."""
    return Reader(latex, by_entry).whole()


def substituted(formula, frame):
    """Return the LaTeX of a symbolic formula with every exact piece replaced by its value in full."""

    def written(link):
        value = np.atleast_2d(frame.values[link.name])
        if link.row is not None or link.name in ("C", "t"):
            return f"({value[link.row or 0, link.column or 0]:.40f})"
        return grid(lambda i, j: f"{value[i, j]:.40f}", range(value.shape[0]), range(value.shape[1]))

    text = formula.tagged
    for index, link in enumerate(formula.links):
        opening = rf"\textcolor{{#{index + 1:06X}}}{{"
        start = text.index(opening)
        depth, end = 1, start + len(opening)
        while depth:
            depth += (text[end] == "{") - (text[end] == "}")
            end += 1
        inner = text[start + len(opening) : end - 1]
        text = text[:start] + (written(link) if link.exact else inner) + text[end:]
    spec = frame.experiment.optimizer
    values = {"learning_rate": spec.learning_rate, **spec.settings}
    for name, symbol in SETTINGS.items():
        if name in values:
            text = re.sub(re.escape(symbol) + r"(?![a-z_])", lambda _, v=values[name]: f"{v:.40f}", text)
    penalty = frame.experiment.regularization
    text = text.replace(r"\lambda_1", f"{penalty.l1:.40f}").replace(r"\lambda_2", f"{penalty.l2:.40f}")
    return text.replace("{m}", f"{{{frame.batch}}}")


def equations(latex):
    """Return the lines of a formula, each as its sides."""
    body = latex.removeprefix(r"\begin{aligned}").removesuffix(r"\end{aligned}")
    found, depth, line = [], 0, ""
    for part in re.split(r"(\\begin\{\w+\}|\\end\{\w+\}| \\\\ )", body):
        depth += part.startswith(r"\begin") - part.startswith(r"\end")
        if part == r" \\ " and depth == 0:
            found.append(line)
            line = ""
        else:
            line += part
    sides = []
    for whole in [*found, line]:
        parts = re.split(r"\s*&?=\s*|\s*&?\\leftarrow\s*", whole.replace(r" \\ ", "\0"))
        sides.append([part.replace("\0", r" \\ ").strip() for part in parts])
    return sides
