"""Formulas as they are written into the judge's expressions, under one vocabulary."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nnviz.core.derivation.notation.scripts import read_above, read_below
from nnviz.core.derivation.notation.vocabulary import (
    Dimension,
    Meaning,
    Vocabulary,
    penalty_factor,
    split_name,
    value_meaning,
)
from nnviz.core.derivation.notation.written import (
    Apply,
    BigSum,
    Called,
    Cases,
    Condition,
    Exponential,
    Fraction,
    Gradient,
    Group,
    Indicator,
    Literal,
    Minus,
    Norm,
    NotationError,
    NotationPart,
    Product,
    Quotient,
    Raised,
    Script,
    SumPart,
    Symbol,
    Transposed,
    walk_written,
)
from nnviz.core.functions.activations import ACTIVATIONS
from nnviz.core.judge.nodes import (
    Binary,
    Call,
    Canonical,
    Compare,
    Delta,
    Derivative,
    IndexedEntry,
    IndexSum,
    NameNode,
    Negative,
    Node,
    Number,
    Power,
    Slope,
    Transpose,
    walk,
)
from nnviz.core.judge.target import Where
from nnviz.core.network.value import layered_named
from nnviz.core.text.translate import translate

MAX_CHOICES = 16
MAX_EXPONENT = 64
_ELEMENTWISE = ("exp", "log", "sqrt", "tanh", "sigmoid", "relu", "abs", "sign", "drelu", "dtanh", "dsigmoid")
_SLOPES = {"sigmoid": "dsigmoid", "tanh": "dtanh", "relu": "drelu"}
ONE, TWO, ZERO = Number(1.0, "1"), Number(2.0, "2"), Number(0.0, "0")


@dataclass(frozen=True)
class Typed:
    """An expression and its shape: dimensions of a whole value, or None for entries and numbers."""

    node: Node
    rows: Dimension = 1
    columns: Dimension = 1

    @property
    def scalar(self) -> bool:
        """Whether it is one number."""
        return self.rows == 1 and self.columns == 1


@dataclass(frozen=True)
class Use:
    """A symbol of the text and the value it was read as."""

    start: int
    end: int
    value: str


class ReadingChoices:
    """Decisions between readings: every run takes the next combination.

    Attributes
    ----------
    taken
        Question → the answer of this run.
    """

    def __init__(self, plan: Sequence[int] = ()) -> None:
        self._plan = list(plan)
        self._seen: dict[str, int] = {}
        self.options: list[tuple[str, tuple[str, ...]]] = []

    def choose(self, question: str, options: tuple[str, ...]) -> str:
        """Return the answer to a question; the same question has the same answer in one run."""
        if question not in self._seen:
            place = len(self.options)
            self.options.append((question, options))
            self._seen[question] = self._plan[place] if place < len(self._plan) else 0
        return options[self._seen[question]]

    @property
    def taken(self) -> tuple[int, ...]:
        """The answers in the order of the questions."""
        return tuple(self._seen[question] for question, _ in self.options)


class Meanings:
    """Reads one formula under a vocabulary.

    Parameters
    ----------
    vocabulary
        What the symbols are bound to.
    choices
        How questions with two answers are decided.
    by_entry
        Whether whole values are read entry by entry.
    stars
        Whether ``*`` multiplies element by element, as in NumPy, and never stands for a matrix product.

    Attributes
    ----------
    notes
        Sentences about how the formula was read.
    uses
        Every symbol and its value.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        choices: ReadingChoices,
        indexed: bool,
        by_entry: bool = False,
        stars: bool = False,
    ) -> None:
        self.v, self.choices, self.indexed, self._by_entry, self._stars = (
            vocabulary,
            choices,
            indexed,
            by_entry,
            stars,
        )
        self.notes: dict[str, None] = {}
        self.uses: list[Use] = []
        self.mismatch = False
        self._letters: dict[str, str] = {}
        self._by_dimension: dict[Dimension, list[str]] = {}
        self._example = "n"
        self._count = 0
        self._incoming = 0
        self._picked = False
        self._layers_above = self._says_l = self.derives = False
        self._depth = 0

    # Letters

    def learn(self, parts: Sequence[NotationPart]) -> None:
        """Learn which letter every layer's units have, so that values written without one can take it."""
        self._layers_above = any(self._says_layers(inner) for part in parts for inner in walk_written(part))
        self._says_l = any(says_generic_layer(inner) for part in parts for inner in walk_written(part))
        if not self.indexed:
            return
        for part in parts:
            for inner in walk_written(part):
                if not isinstance(inner, Symbol):
                    continue
                try:
                    self._learn(inner)
                except NotationError:
                    continue

    def _says_layers(self, part: NotationPart) -> bool:
        """Whether a symbol shows that numbers above stand for layers in this formula."""
        if not isinstance(part, Symbol) or part.sup is None:
            return False
        text = part.sup.text.removesuffix("T").strip("[]()|")
        if re.fullmatch(r"[lL]([+-]\d)?", text) or text in ("0", "1"):
            return True
        meaning = self.v.meaning(part.base)
        weighty = meaning is not None and meaning.family in ("W", "b", "dz", "dW", "db", "da")
        return weighty and text.isdigit()

    def _learn(self, symbol: Symbol) -> None:
        meaning = self.v.meaning(symbol.base)
        if meaning is not None and meaning.kind == "macro":
            self._learn_macro(symbol, meaning)
            return
        whole, letters, _ = self._located(symbol)
        if whole is None or not letters:
            return
        axes = [d for d in (whole.rows, whole.columns) if d != "m"]
        if _value_name(whole.node).startswith(("b", "db")):
            axes = axes[:1]
        for dimension, letter in zip(axes, letters, strict=False):
            known = self._by_dimension.setdefault(dimension, [])
            if letter not in known:
                known.append(letter)

    def _learn_macro(self, symbol: Symbol, meaning: Meaning) -> None:
        """Learn the letters of a shorthand from the values it is made of."""
        assert meaning.part is not None
        written = read_below(symbol).letters
        renamed = dict(zip(meaning.letters, written, strict=False))
        for inner in walk_written(meaning.part):
            if not isinstance(inner, Symbol) or inner.base == symbol.base:
                continue
            of = self.v.meaning(inner.base)
            if of is not None and of.kind == "macro":
                continue
            try:
                whole, letters, _ = self._located(inner)
            except NotationError:
                continue
            axes = [d for d in (whole.rows, whole.columns) if d not in ("m", 1)] if whole is not None else []
            for dimension, letter in zip(axes, letters, strict=False):
                if letter in renamed:
                    known = self._by_dimension.setdefault(dimension, [])
                    if renamed[letter] not in known:
                        known.append(renamed[letter])

    def _fresh(self, stem: str = "q") -> str:
        self._count += 1
        return f"{stem}#{900 + self._count}"

    def _letter(self, written: str) -> str:
        return self._letters.get(written, written)

    def note(self, text: str) -> None:
        """Remember how something was read."""
        self.notes[text] = None

    # Symbols

    def _layer(self, text: str, symbol: NotationPart) -> int:
        """Return the number of a written layer."""
        if text.isdigit():
            return int(text)
        base, offset = text[0], int(text[1:] or 0)
        if base == "L":
            return self.v.last + offset
        if self.v.layer is None:
            raise NotationError(
                translate("derivation", "The network has no layer that l can refer to here."),
                symbol.start,
                symbol.end,
            )
        return self.v.layer + offset

    def _located(self, symbol: Symbol) -> tuple[Typed | None, tuple[str, ...], Meaning | None]:
        """Return the whole value a symbol stands for, its written indices, and its meaning."""
        above = read_above(symbol, self.v.example_letters)
        meaning = self.v.meanings.get(symbol.base + (f"_{symbol.sub.text}" if symbol.sub else ""))
        below_letters: tuple[str, ...] = ()
        below_layer = ""
        base = symbol.base
        if meaning is None or symbol.sub is None:
            below = read_below(symbol)
            below_letters, below_layer = below.letters, below.layer
        layer = above.layer or below_layer
        if symbol.sub is None or meaning is None:
            bare = above.bare_number if self.v.layers_above is not False else ""
            meaning = self.v.meaning(base, self._known_layer(layer or bare, symbol))
        if meaning is None and (split := split_name(base)) is not None:
            meaning = self.v.meaning(split[0], str(split[1]))
            if meaning is not None and (
                meaning.kind == "family"
                or f"{split[0]}[{split[1]}]" in self.v.meanings
                or (meaning.kind == "value" and self.v.meanings.get(split[0]) is not meaning)
            ):
                layer = layer or str(split[1])
                base = split[0]
            else:
                meaning = None
        if meaning is None:
            raise NotationError(
                translate("derivation", "{base} is not defined in the text.").format(
                    base=_shown(symbol.base)
                ),
                symbol.start,
                symbol.end,
            )
        if meaning.kind in ("number", "loss"):
            if base == "lambda" and below_layer in ("1", "2") and meaning.origin == "usual name":
                return Typed(Canonical(f"lambda{below_layer}")), (), meaning
            if below_layer or (below_letters and meaning.kind == "number") or above.layer:
                raise NotationError(
                    translate("derivation", "{base} with an index: the text does not say what it is.").format(
                        base=_shown(base)
                    ),
                    symbol.start,
                    symbol.end,
                    lasting=True,
                )
            if meaning.kind == "loss" and symbol.sub is not None:
                self.note(
                    translate(
                        "derivation", "{base} with an index is read as {base}: the text defines no other."
                    ).format(base=_shown(base))
                )
            node = meaning.node
            if node is None:
                raise NotationError(
                    translate("derivation", "{base} alone, without the penalty, is not computed.").format(
                        base=_shown(base)
                    ),
                    symbol.start,
                    symbol.end,
                )
            return Typed(node), (), meaning
        if meaning.kind == "function":
            return None, below_letters, meaning
        if meaning.kind == "family":
            return self._of_family(symbol, base, meaning, layer, above.bare_number, below_letters)
        if layer and meaning.origin and self.v.meaning(base) == meaning:
            raise NotationError(
                translate(
                    "derivation",
                    "{base} with {layer}: it has no layers here, and single entries cannot be read.",
                ).format(base=_shown(base), layer=layer),
                symbol.start,
                symbol.end,
                lasting=True,
            )
        node = meaning.node
        assert node is not None
        return Typed(node, meaning.rows, meaning.columns), below_letters, meaning

    def _unwritten_layer(self, base: str, meaning: Meaning, letters: tuple[str, ...]) -> int:
        """Return the layer of a symbol that is written without one; its letters may say it."""
        if base in self.v.unlayered:
            return self.v.unlayered[base]
        said = self._layer_of_letters(meaning.family, letters)
        if said is not None:
            self.note(translate("derivation", "The letters of the indices say the layer."))
            return said
        if self._says_l and self.v.layer is not None and self.v.layer < self.v.last:
            answer = self.choices.choose("no layer", ("layer l", "last layer"))
            self.note(
                translate("derivation", "Symbols without a layer are read as belonging to {layer}.").format(
                    layer=translate("derivation", answer)
                )
            )
            return self.v.layer if answer == "layer l" else self.v.last
        return self.v.last

    def _layer_of_letters(self, family: str, letters: tuple[str, ...]) -> int | None:
        """Return the layer whose units the indices count in the whole text, None if they do not say."""
        units = [k for k in letters if k not in self.v.example_letters]
        found = [self.v.letter_layers.get(k) for k in units]
        if not found or None in found:
            return None
        first = found[0]
        if family not in ("W", "dW"):
            return first if len(found) == 1 else None
        pair = tuple(found[::-1] if self.v.convention.turned("W1") else found)
        return pair[0] if len(pair) == 2 and pair[0] is not None and pair[1] == pair[0] - 1 else None

    def _known_layer(self, text: str, symbol: Symbol) -> str:
        """Return the number of a layer as it is written, empty if there is none."""
        if not text or text.isdigit():
            return text
        try:
            return str(self._layer(text, symbol))
        except NotationError:
            return ""

    def _of_family(
        self, symbol: Symbol, base: str, meaning: Meaning, layer: str, number: str, letters: tuple[str, ...]
    ) -> tuple[Typed, tuple[str, ...], Meaning]:
        if not layer and number and self._is_layer(number, meaning):
            layer = number
        if layer:
            n = self._layer(layer, symbol) + meaning.offset
        else:
            n = self._unwritten_layer(base, meaning, letters) - (
                self._incoming if meaning.family == "a" else 0
            )
            weighted = meaning.family in ("W", "b", "dW", "db")
            while weighted and n > 1 and self.v.experiment.layers[n - 1].units is None:
                n -= 1
        return self._family_value(symbol, meaning, n), letters, meaning

    def _is_layer(self, number: str, meaning: Meaning) -> bool:
        if self.v.layers_above is not None:
            return self.v.layers_above
        if (
            meaning.family in ("W", "b", "dz", "dW", "db", "da")
            or self._layers_above
            or number not in ("2", "3")
        ):
            self.note(translate("derivation", "Superscript numbers are read as the layer."))
            return True
        answer = self.choices.choose("above", ("layer", "power"))
        self.note(
            translate("derivation", "Superscript numbers are read as the {meaning}.").format(
                meaning=translate("derivation", answer)
            )
        )
        return answer == "layer"

    def _family_value(self, symbol: Symbol, meaning: Meaning, n: int) -> Typed:
        family, v = meaning.family, self.v
        if family == "a" and n == 0:
            found = value_meaning(v, "X", "")
            assert found.node is not None
            return Typed(found.node, found.rows, found.columns)
        if not 1 <= n <= v.last:
            raise NotationError(
                translate(
                    "derivation", "{base} of layer {number}: the network has the layers 1 to {last}."
                ).format(base=_shown(symbol.base), number=n, last=v.last),
                symbol.start,
                symbol.end,
                of_layer=True,
            )
        if family in ("W", "b", "dW", "db") and v.experiment.layers[n - 1].units is None:
            raise NotationError(
                translate("derivation", "Layer {number} has no weights.").format(number=n),
                symbol.start,
                symbol.end,
            )
        node: Node = Canonical(f"{family}{n}")
        return Typed(v.scaled(node) if family.startswith("d") else node, *v.shape(family, n))

    def symbol(self, symbol: Symbol) -> Typed:
        """Return what a symbol stands for."""
        base = symbol.base
        if base.startswith("Delta_"):
            return self._step(symbol)
        if symbol.primes:
            return self._primed(symbol)
        macro = self.v.meaning(base)
        if macro is not None and macro.kind == "macro":
            return self._expanded(symbol, macro)
        if base == "delta" and symbol.sub is not None:
            pair = [t for t in symbol.sub.text if t.isalpha()]
            others = {"l", "L", *self.v.example_letters}
            if len(pair) == 2 and symbol.sup is None and others.isdisjoint(pair):
                self.indexed_use(symbol)
                return Typed(Delta(self._letter(pair[0]), self._letter(pair[1])))
        if base == "e" and symbol.sub is not None and symbol.sub.text == self.v.target_letter:
            return self.symbol(replace(symbol, base="Y", sub=None))
        if base == "e" and (symbol.sub is not None or symbol.sup is not None):
            raise NotationError(
                translate("derivation", "What is e with an index? The text does not say."),
                symbol.start,
                symbol.end,
                lasting=True,
            )
        if base == "e":
            return Typed(Number(2.718281828459045, "2.718281828459045"))
        above = read_above(symbol, self.v.example_letters)
        whole, letters, meaning = self._located(symbol)
        if meaning is not None and meaning.kind == "function":
            return self._function_value(symbol, meaning)
        assert whole is not None
        self.uses.append(Use(symbol.start, symbol.end, _value_name(whole.node)))
        found = self._placed(symbol, whole, letters, above.example, meaning)
        if above.transposed and not self.indexed:
            found = Typed(_transposed(found.node), found.columns, found.rows)
        below = symbol.sub is not None and read_below(symbol).layer
        named = above.bare_number and not below and f"{base}[{above.bare_number}]" in self.v.meanings
        layered = meaning is not None and meaning.kind == "family" and self._layer_was_read(symbol, meaning)
        power = above.power or ("" if named or layered else above.bare_number)
        return self._raised(found, power, symbol) if power else found

    def _expanded(self, symbol: Symbol, macro: Meaning) -> Typed:
        """Return what a shorthand of the text stands for, with the indices it has here."""
        assert macro.part is not None
        self._depth += 1
        if self._depth > 8:
            raise NotationError(
                translate("derivation", "The abbreviations in the text refer to each other."),
                symbol.start,
                symbol.end,
            )
        above = read_above(symbol, self.v.example_letters)
        written = list(read_below(symbol).letters) if symbol.sub is not None else []
        before, picked = self._letters, ""
        renamed = dict(before)
        for formal in macro.letters:
            actual = written.pop(0) if written else ""
            if formal == self.v.target_letter:
                continue
            if not actual:
                actual = self._missing(symbol, self.v.units(self.v.last))
            if actual in ("?pick", self.v.target_letter) and actual:
                picked = renamed[formal] = self._fresh()
            else:
                renamed[formal] = self._letter(actual)
        self._letters = renamed
        found = self.part(macro.part)
        self._letters = before
        self._depth -= 1
        if picked:
            chosen = Binary("*", self._target_of(picked), found.node)
            found = Typed(IndexSum(picked, chosen))
        if above.transposed and not self.indexed:
            found = Typed(_transposed(found.node), found.columns, found.rows)
        power = above.power or above.bare_number
        return self._raised(found, power, symbol) if power else found

    def _layer_was_read(self, symbol: Symbol, meaning: Meaning) -> bool:
        below = read_below(symbol) if symbol.sub is not None else None
        if (below is not None and below.layer) or split_name(symbol.base) is not None:
            return False
        number = read_above(symbol, self.v.example_letters).bare_number
        return bool(number) and self._is_layer(number, meaning)

    def indexed_use(self, part: NotationPart) -> None:
        """Raise unless the formula is in index form."""
        if not self.indexed:
            raise NotationError(
                translate("derivation", "An indexed entry is combined with whole values here."),
                part.start,
                part.end,
            )

    def _placed(
        self, symbol: Symbol, whole: Typed, letters: tuple[str, ...], example: str, meaning: Meaning | None
    ) -> Typed:
        """Return the entry of a whole value in index form, the value itself otherwise."""
        if not self.indexed:
            unit_letters = tuple(k for k in letters if k not in self.v.example_letters)
            if unit_letters:
                raise NotationError(
                    translate("derivation", "An indexed entry is combined with whole values here."),
                    symbol.start,
                    symbol.end,
                )
            return whole
        if (
            whole.scalar
            and not letters
            and _value_name(whole.node) in ("C", "m", "K", "eta", "lambda1", "lambda2")
        ):
            return Typed(whole.node)
        if meaning is not None and meaning.kind in ("number", "loss"):
            return Typed(whole.node)
        node = self._entry(symbol, whole, letters, example)
        return Typed(node)

    def _entry(self, symbol: NotationPart, whole: Typed, letters: tuple[str, ...], example: str) -> Node:
        """Return the entry of a value: written letters first, the others from what the formula has."""
        dimensions = [whole.rows, whole.columns]
        left = list(letters)
        at_example = dimensions.index("m") if "m" in dimensions else None
        chosen: list[str | None] = [None, None]
        if at_example is not None:
            mine = next((k for k in left if k in self.v.example_letters), None)
            if mine is not None and (len(left) > 1 or dimensions[1 - at_example] == 1 or mine == "n"):
                left.remove(mine)
                example = example or mine
            chosen[at_example] = self._letter(example) if example else self._example
        sums: list[tuple[str, bool]] = []
        axes = [axis for axis in (0, 1) if axis != at_example]
        if len(left) < len(axes):
            axes.sort(key=lambda axis: dimensions[axis] == 1)
        for axis in axes:
            if not left:
                column = _value_name(whole.node).startswith(("b", "db"))
                known = set(self._by_dimension.get(dimensions[axis], ())) - set(self.v.example_letters)
                if letters and known and not column:
                    # Σₙ δₙ aₖ beside W_jk: the unit of δ would have to be guessed.
                    raise NotationError(
                        translate(
                            "derivation",
                            "An index is missing: other values of this layer have one for the unit.",
                        ),
                        symbol.start,
                        symbol.end,
                    )
                chosen[axis] = self._missing(symbol, dimensions[axis], column)
                continue
            written = left.pop(0)
            if written == self.v.target_letter and self._is_target_dimension(dimensions[axis]):
                fresh = self._fresh()
                sums.append((fresh, True))
                chosen[axis] = fresh
            else:
                chosen[axis] = self._letter(written)
        if left:
            raise NotationError(
                translate("derivation", "There are more indices than the value has."),
                symbol.start,
                symbol.end,
            )
        return self._make_entry(whole, chosen, sums)

    def _is_target_dimension(self, dimension: Dimension) -> bool:
        return dimension == self.v.units(self.v.last)

    def _missing(self, symbol: NotationPart, dimension: Dimension, column: bool = False) -> str:
        if dimension == 1 and (column or len(self._by_dimension.get(1, [])) != 1):
            return ""
        known = self._by_dimension.get(dimension, [])
        if self._by_entry and not known:
            letter = {f"u{self.v.last}": "j"}.get(str(dimension), "jkilpq"[len(self._by_dimension) % 6])
            taken = {k for letters in self._by_dimension.values() for k in letters}
            if letter in taken:
                letter = next(k for k in "jkipqrs" if k not in taken)
            self._by_dimension[dimension] = known = [letter]
        if len(known) == 1:
            if known[0] == self.v.target_letter:
                return "?pick"
            return self._letter(known[0])
        raise NotationError(translate("derivation", "An entry needs an index."), symbol.start, symbol.end)

    def _target_of(self, output: str) -> IndexedEntry:
        """Return the target of an output, its indices in the order the text has them."""
        letters = (output, self._example)
        if self.v.convention.turned("Y"):
            letters = letters[::-1]
        return IndexedEntry(Canonical("Y"), letters, self._example)

    def _make_entry(self, whole: Typed, chosen: list[str | None], sums: list[tuple[str, bool]]) -> Node:
        letters: list[str] = []
        extra: list[str] = []
        for letter in chosen:
            assert letter is not None
            if letter == "?pick":
                fresh = self._fresh()
                sums.append((fresh, True))
                letters.append(fresh)
            elif letter == "":
                fresh = self._fresh()
                extra.append(fresh)
                letters.append(fresh)
            else:
                letters.append(letter)
        per_example = "m" in (whole.rows, whole.columns)
        name = _value_name(whole.node)
        column = name.startswith(("b", "db")) and name[-1:].isdigit()
        if column and not per_example:
            axis = 1 if isinstance(whole.node, Transpose) else 0
            node: Node = IndexedEntry(_untransposed(whole.node), (letters[axis],), self._example)
            extra = [k for k in extra if k == letters[axis]]
        else:
            node = IndexedEntry(whole.node, (letters[0], letters[1]), self._example)
        for fresh, _ in sums:
            self._picked = True
            node = Binary("*", self._target_of(fresh), node)
            node = IndexSum(fresh, node)
        for fresh in extra:
            node = IndexSum(fresh, node)
        return node

    def _raised(self, base: Typed, power: str, part: NotationPart) -> Typed:
        match = re.fullmatch(r"(-?\d+(?:\.\d+)?)(?:/(\d+))?", power)
        if match is None:
            raise NotationError(
                translate("derivation", "The power {power} cannot be read.").format(power=f"{power:.20}"),
                part.start,
                part.end,
                lasting=True,
            )
        value = float(match[1]) / int(match[2] or 1) if int(match[2] or 1) else float("nan")
        if not abs(value) <= MAX_EXPONENT:
            raise NotationError(
                translate("derivation", "An exponent may be from −{max_exponent} to {max_exponent}.").format(
                    max_exponent=MAX_EXPONENT
                ),
                part.start,
                part.end,
            )
        return replace(base, node=Power(base.node, value, power if match[2] is None else f"({power})"))

    # Functions

    def _function_value(self, symbol: Symbol, meaning: Meaning) -> Typed:
        """Return a function written without its argument: the activation of the layer."""
        name = meaning.function
        if symbol.sup is not None and read_above(symbol, self.v.example_letters).bare_number:
            raise NotationError(
                translate("derivation", "A function to the power of a number cannot be read."),
                symbol.start,
                symbol.end,
                lasting=True,
            )
        n = self._unlayered_layer(symbol)
        self.note(
            translate(
                "derivation", "{base} without an argument is read as {base}(z) of layer {number}."
            ).format(base=_shown(symbol.base), number=n)
        )
        z = Symbol("z", symbol.sub, symbol.sup, start=symbol.start, end=symbol.end)
        argument = self._canonical_whole("z", n, z)
        return self._apply_function(name, argument, symbol, 0)

    def _unlayered_layer(self, symbol: Symbol) -> int:
        above = read_above(symbol, self.v.example_letters)
        if above.layer:
            return self._layer(above.layer, symbol)
        return self.v.unlayered.get("z", self.v.last)

    def _canonical_whole(self, family: str, n: int, symbol: Symbol) -> Typed:
        whole = Typed(Canonical(f"{family}{n}"), *self.v.shape(family, n))
        letters = read_below(symbol).letters if symbol.sub is not None else ()
        return self._placed(symbol, whole, letters, "", None)

    def _apply_function(self, name: str, argument: Typed, part: NotationPart, primes: int) -> Typed:
        layer = self._layer_of(argument.node)
        own = self.v.experiment.layers[layer - 1].activation if layer else ""
        if primes > 1:
            raise NotationError(
                translate("derivation", "A second derivative cannot be read."),
                part.start,
                part.end,
                lasting=True,
            )
        if name == "activation" and layer is None:
            name = self._function_of(part)
        elif (
            name == "activation"
            and own == "identity"
            and isinstance(part, Apply)
            and part.function == "sigma"
        ):
            name = "sigmoid"
        elif name == "activation":
            name = own if own in ("sigmoid", "tanh", "relu", "softmax") else "f"
        if primes:
            return self._slope(name, argument, part, layer, own)
        if name == "identity":
            return argument
        if name == "softmax":
            return self._softmax(argument, part)
        if name == "f":
            return replace(
                argument, node=self._of_entry(argument.node, lambda z: Call("f", (_untransposed(z),)))
            )
        return replace(argument, node=Call(name, (argument.node,)))

    def _function_of(self, part: NotationPart) -> str:
        """Return the function that f or σ is where it is applied to something that is no z of a layer."""
        if isinstance(part, Apply) and part.function in ("sigma", "sigmoid"):
            return "sigmoid"
        own = {spec.activation for spec in self.v.experiment.layers if spec.activation != "softmax"}
        if len(own) == 1 and (name := own.pop()) in ("sigmoid", "tanh", "relu"):
            return name
        raise NotationError(
            translate("derivation", "Which function is it? Apply it to the z of a layer."),
            part.start,
            part.end,
        )

    def _slope(self, name: str, argument: Typed, part: NotationPart, layer: int | None, own: str) -> Typed:
        if layer is not None and (name in ("f", "softmax") or name == own):
            node = self._of_entry(argument.node, lambda z: Slope("f", _untransposed(z)))
            return replace(argument, node=node)
        if name in _SLOPES:
            return replace(argument, node=Call(_SLOPES[name], (argument.node,)))
        raise NotationError(
            translate("derivation", "The derivative needs a function applied to the z of a layer."),
            part.start,
            part.end,
        )

    def _of_entry(self, node: Node, make: Callable[[Node], Node]) -> Node:
        """Apply a function of whole values below the index of an entry and a transpose."""
        match node:
            case IndexedEntry():
                return IndexedEntry(self._of_entry(node.of, make), node.letters, node.implied)
            case IndexSum():
                return IndexSum(node.letter, self._of_entry(node.of, make))
            case Binary(operator="*", left=IndexedEntry(of=Canonical(id="Y"))):
                return Binary("*", node.left, self._of_entry(node.right, make))
            case Transpose():
                return Transpose(make(node))
        return make(node)

    def _layer_of(self, node: Node) -> int | None:
        """Return the layer whose z a node is, None if it is anything else."""
        while isinstance(node, IndexedEntry | Transpose | IndexSum):
            node = node.of
        if (
            isinstance(node, Binary)
            and isinstance(node.left, IndexedEntry)
            and node.left.of == Canonical("Y")
        ):
            return self._layer_of(node.right)
        value = layered_named(node.id, ("z",)) if isinstance(node, Canonical) else None
        return None if value is None else value.layer

    def _softmax(self, argument: Typed, part: NotationPart) -> Typed:
        if not self.indexed:
            inner = argument.node
            return replace(argument, node=Call("softmax", (inner,)))
        if isinstance(argument.node, IndexedEntry):
            node = self._of_entry(argument.node, lambda z: Call("softmax", (_untransposed(z),)))
            return replace(argument, node=node)
        raise NotationError(
            translate("derivation", "softmax in index form takes the z of a layer."), part.start, part.end
        )

    def _primed(self, symbol: Symbol) -> Typed:
        meaning = self.v.meaning(symbol.base)
        if meaning is not None and meaning.kind == "function":
            n = self._unlayered_layer(symbol)
            z = Symbol("z", symbol.sub, None, start=symbol.start, end=symbol.end)
            self.note(
                translate("derivation", "{base}′ without an argument is read as {base}′(z).").format(
                    base=_shown(symbol.base)
                )
            )
            return self._apply_function(
                meaning.function, self._canonical_whole("z", n, z), symbol, symbol.primes
            )
        if symbol.primes == 1 and meaning is not None and _is_parameter(meaning):
            return self._updated(replace(symbol, primes=0))
        raise NotationError(
            translate(
                "derivation",
                "{base}′ does not say which variable it is differentiated by; write it as a quotient.",
            ).format(base=_shown(symbol.base)),
            symbol.start,
            symbol.end,
        )

    def _step(self, symbol: Symbol) -> Typed:
        """Return what an update adds to a parameter: ``Δw``."""
        of = replace(symbol, base=symbol.base.removeprefix("Delta_"))
        meaning = self.v.meaning(of.base)
        if meaning is None or not _is_parameter(meaning) or symbol.primes:
            raise NotationError(
                translate("derivation", "Δ of what? Only steps of weights and biases can be read."),
                symbol.start,
                symbol.end,
            )
        old = self.symbol(of)
        return replace(old, node=Binary("-", next_value(old.node), old.node))

    def _updated(self, symbol: Symbol) -> Typed:
        """Return a parameter after the update: ``w′``."""
        old = self.symbol(symbol)
        return replace(old, node=next_value(old.node))

    # Parts

    def part(self, part: NotationPart) -> Typed:
        """Return the expression of a part."""
        match part:
            case Literal():
                return Typed(Number(part.value, part.text))
            case Symbol():
                return self.symbol(part)
            case Called():
                return self.symbol(part.symbol)
            case Minus():
                inner = self.part(part.of)
                return replace(inner, node=Negative(inner.node))
            case SumPart():
                return self._sum(part)
            case Product():
                return self._product(part)
            case Fraction():
                return self._divided(part, self.part(part.top), self.part(part.bottom))
            case Group():
                return self._group(part)
            case Raised():
                return self._power_of(part)
            case Transposed():
                inner = self.part(part.of)
                if self.indexed:
                    raise NotationError(
                        translate("derivation", "Entries have no transpose."), part.start, part.end
                    )
                return Typed(_transposed(inner.node), inner.columns, inner.rows)
            case Exponential():
                return self._exponential(part)
            case Apply():
                return self._apply(part)
            case BigSum():
                return self._big_sum(part)
            case Quotient():
                return self._quotient(part, part.of, part.by)
            case Gradient():
                return self._quotient(part, part.of, part.by)
            case Norm():
                return self._norm(part)
            case Indicator():
                return self._indicator(part.condition)
            case Cases():
                return self._cases(part)
        raise NotationError(
            translate("derivation", "This cannot be read."), part.start, part.end, lasting=True
        )

    def _sum(self, part: SumPart) -> Typed:
        before = self._incoming
        if self._is_affine(part):
            if self.indexed and not any(is_indexed(term, self.v) for term in part.terms):
                bias = part.terms[1]
                z = Symbol("z", None, None, start=part.start, end=part.end)
                n = self.v.unlayered.get("z", self.v.last)
                assert isinstance(bias, Symbol)
                if bias.sup is None:
                    return self._canonical_whole("z", n, z)
            self._incoming = 1
        result = self.part(part.terms[0])
        for sign, term in zip(part.signs, part.terms[1:], strict=True):
            other = self.part(term)
            result = self._joined(part, sign, result, other)
        self._incoming = before
        return result

    def _is_affine(self, part: SumPart) -> bool:
        """Whether it is ``w a + b``: an activation without a layer is then the one that comes in."""
        if len(part.terms) != 2 or part.signs != ("+",):
            return False
        product, bias = part.terms
        if not isinstance(product, Product) or not isinstance(bias, Symbol):
            return False
        kinds = [self._family_of(factor) for factor in product.factors]
        return self._family_of(bias) == "b" and "W" in kinds and "a" in kinds

    def _family_of(self, part: NotationPart) -> str:
        if isinstance(part, Group) and isinstance(part.of, Symbol):
            part = part.of
        if not isinstance(part, Symbol):
            return ""
        meaning = self.v.meaning(part.base)
        return meaning.family if meaning is not None and meaning.kind == "family" else ""

    def _joined(self, part: NotationPart, operator: str, left: Typed, right: Typed) -> Typed:
        """Join two values element by element."""
        shape: list[Dimension] = []
        for a, b in ((left.rows, right.rows), (left.columns, right.columns)):
            if "?" in (a, b) or (a != b and 1 not in (a, b)):
                self.mismatch = self.mismatch or "?" not in (a, b)
                shape.append("?")
            else:
                shape.append(b if a == 1 else a)
        return Typed(Binary(operator, left.node, right.node, at=part.start + 1), shape[0], shape[1])

    def _divided(self, part: NotationPart, top: Typed, bottom: Typed) -> Typed:
        return self._joined(part, "/", top, bottom)

    def _product(self, part: Product) -> Typed:
        factors, signs = self._called(list(part.factors), list(part.signs))
        factors, signs = self._chained(factors, signs)
        if self._ambiguous_division(factors, signs):
            words = self.choices.choose(f"division {part.start}", ("all behind", "one behind"))
            if words == "all behind":
                place = signs.index("/")
                below = Product(
                    tuple(factors[place + 1 : place + 3]),
                    ("juxtaposed",),
                    start=factors[place + 1].start,
                    end=factors[place + 2].end,
                )
                factors[place + 1 : place + 3] = [below]
                del signs[place + 1]
        typed = [self.part(factor) for factor in factors]
        before = self.mismatch
        result = self._multiplied(part, typed, signs)
        if self.mismatch and not before and "juxtaposed" in signs and set(signs) != {"juxtaposed"}:
            self.mismatch = False
            other = self._tight(part, typed, signs)
            if not self.mismatch:
                return other
        return result

    def _multiplied(self, part: NotationPart, typed: list[Typed], signs: list[str]) -> Typed:
        result = typed[0]
        for sign, factor in zip(signs, typed[1:], strict=True):
            result = self._times(part, sign, result, factor)
        return result

    def _tight(self, part: NotationPart, typed: list[Typed], signs: list[str]) -> Typed:
        """Multiply what stands side by side first, then the rest."""
        groups: list[list[Typed]] = [[typed[0]]]
        outer: list[str] = []
        for sign, factor in zip(signs, typed[1:], strict=True):
            if sign == "juxtaposed":
                groups[-1].append(factor)
            else:
                outer.append(sign)
                groups.append([factor])
        inner = [self._multiplied(part, group, ["juxtaposed"] * (len(group) - 1)) for group in groups]
        return self._multiplied(part, inner, outer)

    @staticmethod
    def _ambiguous_division(factors: list[NotationPart], signs: list[str]) -> bool:
        """Whether ``1/2n`` may be 1/(2n) or n/2."""
        if "/" not in signs or signs.count("/") > 1:
            return False
        place = signs.index("/")
        if place + 1 >= len(signs) or signs[place + 1] != "juxtaposed":
            return False
        first, second = factors[place + 1], factors[place + 2]
        return (
            isinstance(first, Literal | Symbol)
            and first.end == second.start
            and not isinstance(second, Group)
        )

    def _called(self, factors: list[NotationPart], signs: list[str]) -> tuple[list[NotationPart], list[str]]:
        """Read a symbol before a bracket as a function where it is one: f(z), y(x), C'(b), E(b)."""
        found: list[NotationPart] = [factors[0]]
        kept: list[str] = []
        for sign, factor in zip(signs, factors[1:], strict=True):
            before = found[-1]
            if sign == "juxtaposed" and isinstance(before, Symbol) and self._is_bracket(factor):
                called = self._call_of(before, factor)
                if called is not None:
                    found[-1] = called
                    continue
            kept.append(sign)
            found.append(factor)
        return found, kept

    @staticmethod
    def _is_bracket(part: NotationPart) -> bool:
        return (
            isinstance(part, Group) and part.bracket in ("(", "[") and part.sup is None and part.sub is None
        )

    def _call_of(self, symbol: Symbol, bracket: NotationPart) -> NotationPart | None:
        assert isinstance(bracket, Group)
        argument = bracket.of
        meaning = self.v.meaning(symbol.base)
        if meaning is None:
            return None
        if meaning.kind == "function":
            return Apply(
                meaning.function,
                (argument,),
                symbol.primes,
                symbol.sup,
                symbol.sub,
                start=symbol.start,
                end=bracket.end,
            )
        if symbol.primes:
            of = replace(symbol, primes=0)
            return Quotient(of, argument, start=symbol.start, end=bracket.end)
        bare = isinstance(argument, Symbol) and (argument.base in ("x", "X") or self._is_argument(argument))
        if (
            meaning.kind == "family"
            and meaning.family == "a"
            and bare
            and not _is_parameter_of(argument, self.v)
        ):
            return symbol
        if bare and (
            meaning.kind in ("loss", "macro") or _value_name_of(meaning) in ("Y", f"a{self.v.last}")
        ):
            return symbol
        return None

    def _is_argument(self, symbol: Symbol) -> bool:
        meaning = self.v.meaning(symbol.base)
        if meaning is None:
            return False
        if meaning.kind == "family":
            return meaning.family in ("W", "b", "z")
        return meaning.kind == "value" and _value_name_of(meaning)[:1] in ("X", "W", "b", "z")

    def _chained(self, factors: list[NotationPart], signs: list[str]) -> tuple[list[NotationPart], list[str]]:
        """Read ∂C/∂a ∂a/∂z without indices as the chain rule it is."""
        if (
            self.indexed
            or self._by_entry
            or not all(sign in ("juxtaposed", "cdot", "times", "*") for sign in signs)
        ):
            return factors, signs
        found: list[NotationPart] = [factors[0]]
        kept: list[str] = []
        for sign, factor in zip(signs, factors[1:], strict=True):
            before = found[-1]
            if isinstance(before, Quotient) and isinstance(factor, Quotient) and before.by == factor.of:
                found[-1] = Quotient(before.of, factor.by, start=before.start, end=factor.end)
                self.note(
                    translate(
                        "derivation",
                        "Adjacent derivatives without indices are read as the chain rule for whole values.",
                    )
                )
            else:
                kept.append(sign)
                found.append(factor)
        return found, kept

    def _times(self, part: NotationPart, sign: str, left: Typed, right: Typed) -> Typed:
        if sign == "otimes":
            raise NotationError(
                translate("derivation", "⊗ cannot be read: write the product with its transpose."),
                part.start,
                part.end,
                lasting=True,
            )
        if sign in ("/", "div"):
            return self._divided(part, left, right)
        if self.indexed or left.scalar or right.scalar:
            if sign == "@" and self.indexed:
                raise NotationError(translate("derivation", "@ needs whole matrices."), part.start, part.end)
            if sign != "@" or (left.scalar and right.scalar):
                return self._joined(part, "*", left, right)
        if sign == "odot" or (sign == "*" and self._stars):
            return self._joined(part, "*", left, right)
        if sign == "cdot" and _is_weight_vector(left) and left.rows == right.rows:
            self.note(
                translate("derivation", "The dot between the weights and a vector is their scalar product.")
            )
            return self._matrix_product(part, Typed(_transposed(left.node), 1, left.rows), right)
        fits = left.columns == right.rows or "?" in (left.columns, right.rows)
        if sign == "@":
            return self._matrix_product(part, left, right)
        same = (left.rows, left.columns) == (right.rows, right.columns)
        if fits and same and left.rows != 1:
            answer = self.choices.choose("square", ("matrix product", "element by element"))
            if answer == "element by element":
                return self._joined(part, "*", left, right)
        if fits:
            return self._matrix_product(part, left, right)
        if self._broadcasts(left, right):
            self.note(
                translate(
                    "derivation", "Adjacent values of the same shape are multiplied element by element."
                )
            )
            return self._joined(part, "*", left, right)
        return self._matrix_product(part, left, right)

    @staticmethod
    def _broadcasts(left: Typed, right: Typed) -> bool:
        return all(a == b or 1 in (a, b) for a, b in ((left.rows, right.rows), (left.columns, right.columns)))

    def _matrix_product(self, part: NotationPart, left: Typed, right: Typed) -> Typed:
        if left.columns != right.rows and "?" not in (left.columns, right.rows):
            self.mismatch = True
        return Typed(Binary("@", left.node, right.node, at=part.start + 1), left.rows, right.columns)

    def _group(self, part: Group) -> Typed:
        inner = self.part(part.of)
        if part.sub is not None:
            return self._indexed_group(part, inner)
        if part.sup is None:
            return inner
        text = part.sup.text
        if text == "T":
            if self.indexed:
                self.note(translate("derivation", "The transpose of an entry is the entry itself."))
                return inner
            return Typed(_transposed(inner.node), inner.columns, inner.rows)
        if text in self.v.example_letters or text in ("(i)", "(n)"):
            return inner
        return self._raised(inner, text, part)

    def _indexed_group(self, part: Group, inner: Typed) -> Typed:
        raise NotationError(
            translate("derivation", "An index after a bracket cannot be read; write it on every symbol."),
            part.start,
            part.end,
            lasting=True,
        )

    def _power_of(self, part: Raised) -> Typed:
        base = self.part(part.of)
        value = _constant(part.exponent)
        if value is None:
            exponent = self.part(part.exponent)
            node = Call("exp", (Binary("*", exponent.node, Call("log", (base.node,))),))
            return Typed(
                node,
                base.rows if exponent.scalar else exponent.rows,
                base.columns if exponent.scalar else exponent.columns,
            )
        if not abs(value) <= MAX_EXPONENT:
            raise NotationError(
                translate("derivation", "An exponent may be from −{max_exponent} to {max_exponent}.").format(
                    max_exponent=MAX_EXPONENT
                ),
                part.start,
                part.end,
            )
        text = f"{value:g}"
        return replace(base, node=Power(base.node, value, text))

    def _exponential(self, part: Exponential) -> Typed:
        of = part.of
        if part.sub is not None:
            of = _with_index(of, part.sub)
        inner = self.part(of)
        return replace(inner, node=Call("exp", (inner.node,)))

    def _apply(self, part: Apply) -> Typed:
        name = part.function
        if name in ("sigma", "activation", "f"):
            known = self.v.meanings.get("sigma")
            name = (
                known.function
                if known is not None and known.kind == "function" and name == "sigma"
                else "activation"
            )
        if name.startswith("own:") or name == "largest":
            shown = "max" if name == "largest" else name.removeprefix("own:").rstrip("!")
            raise NotationError(
                translate("derivation", "What {shown} computes is not known here.").format(
                    shown=f"{shown:.40}"
                ),
                part.start,
                part.end,
                lasting=True,
            )
        wanted = {"max": (2,), "min": (2,), "dot": (2,), "pick": (2,), "sum": (1, 2), "mean": (1, 2)}.get(
            name, (1,)
        )
        if len(part.arguments) not in wanted:
            raise NotationError(
                translate("derivation", "{name} has too many or too few values.").format(name=name),
                part.start,
                part.end,
            )
        if name in ("max", "min"):
            return self._larger(part, name)
        if name in ("sum", "mean"):
            return self._over_axis(part, name)
        if name == "dot":
            left, right = (self.part(a) for a in part.arguments[:2])
            return self._times(part, "@", left, right)
        if name == "pick":
            return self._of_class(part)
        if name == "diag":
            inner = self.part(part.arguments[0])
            rows, columns = (inner.rows, inner.rows) if inner.columns in (1, "m") else (inner.rows, 1)
            return Typed(Call("diag", (inner.node,)), rows, columns)
        argument_part = part.arguments[0]
        if part.sub is not None:
            argument_part = _with_index(argument_part, part.sub)
        argument = self.part(argument_part)
        result = self._apply_function(name, argument, part, part.primes)
        return self._function_power(part, result)

    def _of_class(self, part: Apply) -> Typed:
        """Return ``p[range(m), y]``: of every example the entry of its class."""
        inner, target = self.part(part.arguments[0]), self.part(part.arguments[1])
        if self.indexed or _value_name(target.node) != "Y" or inner.rows != target.rows:
            raise NotationError(
                translate("derivation", "This index cannot be read."), part.start, part.end, lasting=True
            )
        self.note(translate("derivation", "The numbers of the classes are read as one-hot targets."))
        chosen = Binary("*", target.node, inner.node)
        if inner.rows == "m":
            return Typed(Call("sum", (chosen,), 1), "m", 1)
        return Typed(Call("sum", (chosen,), 0), 1, "m")

    def _function_power(self, part: Apply, result: Typed) -> Typed:
        if part.sup is None:
            return result
        text = part.sup.text
        if text == "2":
            self.note(translate("derivation", "The power of a function is read as the power of its value."))
            return self._raised(result, text, part)
        if text.strip("[]()") in ("l", "L") or text.strip("[]()").isdigit():
            return result
        raise NotationError(
            translate("derivation", "The superscript of the function, {text}, cannot be read.").format(
                text=f"{text:.20}"
            ),
            part.start,
            part.end,
            lasting=True,
        )

    def _larger(self, part: Apply, name: str) -> Typed:
        left, right = (self.part(a) for a in part.arguments)
        if name == "max" and left.node in (ZERO, Number(0.0, "0.0"), Number(0.0, "0.")):
            return replace(right, node=Call("relu", (right.node,)))
        if name == "max" and right.node in (ZERO, Number(0.0, "0.0")):
            return replace(left, node=Call("relu", (left.node,)))
        joined = self._joined(part, "+", left, right)
        function = "maximum" if name == "max" else "minimum"
        return replace(joined, node=Call(function, (left.node, right.node)))

    def _over_axis(self, part: Apply, name: str) -> Typed:
        if self.indexed:
            raise NotationError(
                translate("derivation", "{name} needs an index: write Σ with a letter.").format(name=name),
                part.start,
                part.end,
            )
        inner, axis = self.part(part.arguments[0]), part.axis
        if len(part.arguments) > 1:
            second = part.arguments[1]
            if len(part.arguments) > 2 or not isinstance(second, Literal) or second.text not in ("0", "1"):
                raise NotationError(
                    translate("derivation", "{name} takes one value and the axis 0 or 1.").format(name=name),
                    part.start,
                    part.end,
                )
            axis = int(second.text)
        if axis is None:
            return Typed(Call(name, (inner.node,)))
        rows, columns = (1, inner.columns) if axis == 0 else (inner.rows, 1)
        return Typed(Call(name, (inner.node,), axis), rows, columns)

    # Sums over an index

    def _big_sum(self, part: BigSum) -> Typed:
        letter = part.letter
        examples = letter in self.v.example_letters or part.upper == "m" or self._is_input(letter)
        if examples:
            return self._sum_over_examples(part)
        self.indexed_use(part)
        _check_range(part)
        self._count += 1
        unique = f"{letter}#{self._count}"
        before = self._letters
        self._letters = {**before, letter: unique}
        by_dimension = self._by_dimension
        self._by_dimension = {d: [k for k in letters] for d, letters in by_dimension.items()}
        body = self.part(part.of).node
        if part.condition is not None:
            body = Binary("*", body, self._kept(part.condition))
        self._letters, self._by_dimension = before, by_dimension
        if (part.upper and part.upper == letter) or (part.upper.islower() and part.upper in ("k", "j", "i")):
            self.note(
                "slip: "
                + translate("derivation", "the sum runs to {lower}, it must run to {upper}.").format(
                    lower=part.upper, upper=part.upper.upper()
                )
            )
        return Typed(IndexSum(unique, body))

    def _is_input(self, letter: str) -> bool:
        meaning = self.v.meanings.get(letter) or self.v.meaning(letter)
        return letter in ("x", "X") and meaning is not None and _value_name_of(meaning) == "X"

    def _sum_over_examples(self, part: BigSum) -> Typed:
        _check_range(part)
        if self.indexed:
            self._count += 1
            unique = f"n#{self._count}"
            before, example = self._letters, self._example
            self._letters, self._example = {**before, part.letter: unique, "n": unique}, unique
            body = self.part(part.of).node
            self._letters, self._example = before, example
            return Typed(IndexSum(unique, body))
        body_typed = self.part(part.of)
        if body_typed.columns == "m":
            return Typed(Call("sum", (body_typed.node,), 1), body_typed.rows, 1)
        if body_typed.rows == "m":
            return Typed(Call("sum", (body_typed.node,), 0), 1, body_typed.columns)
        if body_typed.scalar and _mentions(body_typed.node, ("C",)):
            # The mean over examples of the loss of each is the loss of the batch.
            raise NotationError(
                translate("derivation", "The sum of the losses of the examples cannot be read here."),
                part.start,
                part.end,
                lasting=True,
            )
        return body_typed

    def _kept(self, condition: Condition) -> Node:
        """Return 1 where an index is not left out of a sum, else 0."""
        node = self._index_condition(condition)
        if node is None:
            raise NotationError(
                translate("derivation", "The condition of the sum cannot be read."),
                condition.start,
                condition.end,
                lasting=True,
            )
        return node

    def _index_condition(self, condition: Condition) -> Node | None:
        left, right = condition.left, condition.right
        if (
            not (isinstance(left, Symbol) and isinstance(right, Symbol))
            or left.sup
            or right.sup
            or left.sub
            or right.sub
        ):
            return None
        first, second = left.base, right.base
        if self.v.target_letter in (first, second) and self.v.target_letter:
            other = second if first == self.v.target_letter else first
            same: Node = IndexedEntry(Canonical("Y"), (self._letter(other), self._example), self._example)
        elif len(first) == 1 and len(second) == 1:
            same = Delta(self._letter(first), self._letter(second))
        else:
            return None
        if condition.operator == "==":
            return same
        return Binary("-", ONE, same) if condition.operator == "!=" else None

    # Derivatives

    def _quotient(self, part: NotationPart, of: NotationPart, by: NotationPart) -> Typed:
        self.derives = True
        below = self._derived_by(by)
        if self._is_loss_of_data(of):
            return self._without_penalty(self._gradient(part, below), below)
        if self._is_loss(of):
            return self._gradient(part, below)
        top = self.part(of)
        place = below.node
        if self.indexed and not (isinstance(place, IndexedEntry) or _picked(place)):
            raise NotationError(
                translate("derivation", "The variable of the derivative needs an index."), by.start, by.end
            )
        if not self.indexed and not top.scalar and (top.rows, top.columns) != (below.rows, below.columns):
            self.mismatch = True
        return Typed(self._derivative(top.node, place), below.rows, below.columns)

    def _derived_by(self, by: NotationPart) -> Typed:
        if isinstance(by, Group) and by.sup is None and by.sub is None:
            by = by.of
        if not isinstance(by, Symbol):
            raise NotationError(
                translate("derivation", "A derivative must be with respect to one symbol."), by.start, by.end
            )
        meaning = self.v.meaning(by.base)
        if meaning is not None and meaning.kind == "macro":
            raise NotationError(
                translate("derivation", "A derivative with respect to {base} cannot be computed.").format(
                    base=_shown(by.base)
                ),
                by.start,
                by.end,
            )
        return self.part(by)

    def _is_loss_of_data(self, part: NotationPart) -> bool:
        """Whether a part is the loss without its penalty, ``C_0``."""
        if not isinstance(part, Symbol) or part.sub is None or part.primes:
            return False
        meaning = self.v.meanings.get(f"{part.base}_{part.sub.text}")
        return meaning is not None and meaning.kind == "loss" and meaning.family == "data"

    def _without_penalty(self, gradient: Typed, below: Typed) -> Typed:
        """Return a gradient without that of the penalty, which weights alone have."""
        if not any(isinstance(n, Canonical) and layered_named(n.id, ("W",)) for n in walk(below.node)):
            return gradient
        factor = penalty_factor(self.v.convention)
        return replace(gradient, node=Binary("-", gradient.node, Binary("*", factor, below.node)))

    def _is_loss(self, part: NotationPart) -> bool:
        if isinstance(part, Group) and part.sup is None:
            part = part.of
        if isinstance(part, Called):
            part = part.symbol
        if not isinstance(part, Symbol) or part.primes:
            return False
        meaning = self.v.meaning(part.base)
        if meaning is None or meaning.kind != "loss":
            return False
        if part.sub is not None:
            name = _shown(part.base)
            if read_below(part).layer:
                raise NotationError(
                    translate("derivation", "What is {name} with {text}? The text does not say.").format(
                        name=name, text=part.sub.text
                    ),
                    part.start,
                    part.end,
                    lasting=True,
                )
            self.note(
                translate(
                    "derivation", "{name} with an index is read as {name}: the text defines no other."
                ).format(name=name)
            )
        return True

    def _gradient(self, part: NotationPart, below: Typed) -> Typed:
        """Return the program's gradient of the loss by a value."""
        return replace(below, node=self._gradient_node(part, below.node))

    def _gradient_node(self, part: NotationPart, node: Node) -> Node:
        match node:
            case IndexedEntry():
                inner = self._gradient_node(part, node.of)
                if isinstance(inner, Negative):
                    return Negative(IndexedEntry(inner.of, node.letters, node.implied))
                return IndexedEntry(inner, node.letters, node.implied)
            case Transpose():
                inner = self._gradient_node(part, node.of)
                return Negative(Transpose(inner.of)) if isinstance(inner, Negative) else Transpose(inner)
            case IndexSum():
                return IndexSum(node.letter, self._gradient_node(part, node.of))
            case Binary(operator="*", left=IndexedEntry(of=Canonical(id="Y"))):
                return Binary("*", node.left, self._gradient_node(part, node.right))
            case Canonical() if layered_named(node.id, ("W", "b", "z", "a")):
                gradient = self.v.scaled(Canonical(f"d{node.id}"))
                # An error of target − output is a name's meaning; a written ∂C/∂z is what it says.
                turned = self.v.convention.error == "target_minus_output"
                return Negative(gradient) if turned else gradient
            case Canonical(id="X"):
                return Derivative(self.v.scaled(Canonical("C")), node)
        raise NotationError(
            translate(
                "derivation",
                "A derivative must be with respect to a weight, bias, z, a or input of the network.",
            ),
            part.start,
            part.end,
        )

    def _derivative(self, of: Node, by: Node) -> Node:
        match by:
            case IndexSum():
                return IndexSum(by.letter, self._derivative(of, by.of))
            case Binary(operator="*", left=IndexedEntry(of=Canonical(id="Y"))):
                return Binary("*", by.left, self._derivative(of, by.right))
        return Derivative(of, by)

    # Norms, conditions

    def _norm(self, part: Norm) -> Typed:
        if part.kind == "abs":
            inner = self.part(part.of)
            node: Node = Call("abs", (inner.node,))
            result = replace(inner, node=node)
            return self._raised(result, part.sup.text, part) if part.sup is not None else result
        if part.sub is not None and part.sub.text not in ("2", "F"):
            raise NotationError(
                translate("derivation", "The norm {text} cannot be read, only the Euclidean one.").format(
                    text=f"{part.sub.text:.10}"
                ),
                part.start,
                part.end,
                lasting=True,
            )
        indexed, self.indexed = self.indexed, False
        try:
            inner = self.part(_without_indices(part.of))
        finally:
            self.indexed = indexed
        squares = Power(inner.node, 2.0, "2")
        if inner.columns == "m":
            total: Typed = Typed(Call("sum", (squares,), 0), 1, "m")
        elif inner.rows == "m":
            total = Typed(Call("sum", (squares,), 1), "m", 1)
        else:
            total = Typed(Call("sum", (squares,)))
        if part.sup is None:
            total = replace(total, node=Call("sqrt", (total.node,)))
        elif part.sup.text != "2":
            raise NotationError(
                translate("derivation", "Only the norm and its square can be read."), part.start, part.end
            )
        if indexed and not total.scalar:
            letters: list[str | None] = ["", self._example] if total.columns == "m" else [self._example, ""]
            return Typed(self._make_entry(total, letters, []))
        return total

    def _indicator(self, condition: Condition) -> Typed:
        if self.indexed:
            node = self._index_condition(condition)
            if node is not None:
                return Typed(node)
        left, right = self.part(condition.left), self.part(condition.right)
        joined = self._joined(condition, "-", left, right)
        return replace(joined, node=Compare(condition.operator, left.node, right.node))

    def _cases(self, part: Cases) -> Typed:
        values = [self.part(value) for value in part.values]
        masks = [None if c is None else self._indicator(c) for c in part.conditions]
        result: Typed | None = None
        rest: Node = ONE
        for value, mask in zip(values, masks, strict=True):
            share: Node = rest if mask is None else mask.node if rest == ONE else Binary("*", rest, mask.node)
            shape = value if mask is None else self._joined(part, "*", value, mask)
            term = replace(shape, node=Binary("*", share, value.node))
            result = term if result is None else self._joined(part, "+", result, term)
            if mask is not None:
                other = Binary("-", ONE, mask.node)
                rest = other if rest == ONE else Binary("*", rest, other)
        assert result is not None
        return result

    def where(self, condition: Condition) -> Where:
        """Return a restriction of a whole formula."""
        left, right = condition.left, condition.right
        if (
            isinstance(left, Symbol)
            and isinstance(right, Symbol)
            and not (left.sub or right.sub or left.sup or right.sup)
        ):
            target = self.v.target_letter
            if target and target in (left.base, right.base):
                other = right.base if left.base == target else left.base
                entry = IndexedEntry(Canonical("Y"), (self._letter(other), "n"), "n")
                return Where(entry, "==", ZERO if condition.operator == "!=" else ONE)
            if len(left.base) == 1 and len(right.base) == 1 and self.v.meanings.get(left.base) is None:
                return Where(NameNode(left.base), condition.operator, NameNode(right.base))
        return Where(self.part(left).node, condition.operator, self.part(right).node)


def _shown(base: str) -> str:
    """Return a symbol as one writes it in a sentence."""
    from nnviz.core.derivation.notation.words import GREEK

    reverse = {name: letter for letter, name in reversed(GREEK.items())}
    return reverse.get(base, base)


def _value_name(node: Node) -> str:
    while isinstance(node, Transpose):
        node = node.of
    return node.id if isinstance(node, NameNode) else ""


def _check_range(part: BigSum) -> None:
    """Raise NotationError for a sum that leaves some of the values of its index out."""
    whole = part.lower in ("", "1") and re.fullmatch(r"[A-Za-z]?\w*", part.upper) and not part.upper.isdigit()
    from_zero = part.lower == "0" and (part.upper == "" or re.fullmatch(r"[A-Za-z]\w*-1", part.upper))
    if not whole and not from_zero:
        raise NotationError(
            translate("derivation", "Only sums over all values of an index can be read."),
            part.start,
            part.end,
        )


def _is_parameter(meaning: Meaning) -> bool:
    if meaning.kind == "family":
        return meaning.family in ("W", "b")
    return meaning.kind == "value" and _value_name_of(meaning)[:1] in ("W", "b")


def _is_parameter_of(part: NotationPart, vocabulary: Vocabulary) -> bool:
    meaning = vocabulary.meaning(part.base) if isinstance(part, Symbol) else None
    return meaning is not None and _is_parameter(meaning)


def _is_weight_vector(typed: Typed) -> bool:
    """Whether it is the column of weights of a single unit."""
    return typed.columns == 1 and typed.rows != 1 and _value_name(_untransposed(typed.node)).startswith("W")


def next_value(node: Node) -> Node:
    """Return what a parameter, or an entry of one, is after the update."""
    match node:
        case IndexSum():
            return IndexSum(node.letter, next_value(node.of))
        case Canonical():
            return Canonical(f"{node.id}_next")
        case Transpose():
            return Transpose(next_value(node.of))
        case IndexedEntry():
            return IndexedEntry(next_value(node.of), node.letters, node.implied)
    return node


def _value_name_of(meaning: Meaning) -> str:
    return _value_name(meaning.node) if meaning.node is not None else ""


def _untransposed(node: Node) -> Node:
    return node.of if isinstance(node, Transpose) else node


def _transposed(node: Node) -> Node:
    return node.of if isinstance(node, Transpose) else Transpose(node)


def _picked(node: Node) -> bool:
    return isinstance(node, IndexSum)


def _mentions(node: Node, names: tuple[str, ...]) -> bool:
    from nnviz.core.judge.nodes import walk

    return any(isinstance(part, NameNode) and part.id in names for part in walk(node))


def _constant(part: NotationPart) -> float | None:
    """Return the value of a power that is a number."""
    match part:
        case Literal():
            return part.value
        case Minus():
            inner = _constant(part.of)
            return None if inner is None else -inner
        case Group() if part.sup is None and part.sub is None:
            return _constant(part.of)
        case Fraction():
            top, bottom = _constant(part.top), _constant(part.bottom)
            return top / bottom if top is not None and bottom else None
        case Product(signs=("/",)):
            top, bottom = (_constant(factor) for factor in part.factors)
            return top / bottom if top is not None and bottom else None
    return None


def _with_index(part: NotationPart, sub: Script) -> NotationPart:
    """Return what stands below a power or a function put below the symbol in it."""
    if isinstance(part, Symbol) and part.sub is None:
        return replace(part, sub=sub)
    if isinstance(part, Minus):
        return replace(part, of=_with_index(part.of, sub))
    if isinstance(part, Group):
        return replace(part, of=_with_index(part.of, sub))
    raise NotationError(translate("derivation", "This subscript has no symbol."), part.start, part.end)


def _without_indices(part: NotationPart) -> NotationPart:
    return part


def says_generic_layer(part: NotationPart) -> bool:
    """Whether a symbol has the layer ``l``, ``l-1`` or ``l+1``."""
    if not isinstance(part, Symbol):
        return False
    scripts = (part.sup.text if part.sup is not None else "", part.sub.text if part.sub is not None else "")
    if re.fullmatch(r"[\[(]?l([+-]\d)?[\])]?T?(\([a-z]\))?", scripts[0]):
        return True
    return re.fullmatch(r"l([+-]\d)?", scripts[1]) is not None


def is_indexed(part: NotationPart, vocabulary: Vocabulary) -> bool:
    """Whether a part is in index form: a symbol has the index of a unit, or a sum runs over one."""
    for inner in walk_written(part):
        if isinstance(inner, BigSum):
            letter = inner.letter
            if letter not in vocabulary.example_letters and inner.upper != "m" and letter not in "xX":
                return True
        if isinstance(inner, Exponential) and inner.sub is not None:
            return True
        if not isinstance(inner, Symbol):
            continue
        known = vocabulary.meaning(inner.base)
        if known is not None and known.kind == "macro":
            assert known.part is not None
            if known.letters or is_indexed(known.part, vocabulary):
                return True
            continue
        if inner.sub is None or (inner.base == "e" and inner.sub.text == vocabulary.target_letter):
            continue
        if f"{inner.base}_{inner.sub.text}" in vocabulary.meanings:
            continue
        if inner.base == "delta" and len(inner.sub.text) == 2 and inner.sup is None:
            return True
        meaning = vocabulary.meaning(inner.base)
        if meaning is not None and meaning.kind in ("loss", "number"):
            continue
        try:
            below = read_below(inner)
        except NotationError:
            continue
        if any(k not in vocabulary.example_letters for k in below.letters):
            return True
    return False


__all__ = ["ACTIVATIONS", "Meanings", "ReadingChoices", "Typed", "Use", "is_indexed"]
