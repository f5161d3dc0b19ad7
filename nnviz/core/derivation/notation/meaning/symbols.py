"""The values that symbols stand for, found by their names and their layers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nnviz.core.derivation.notation.meaning.index_form import says_generic_layer
from nnviz.core.derivation.notation.meaning.state import FormulaState
from nnviz.core.derivation.notation.meaning.typed import Typed, shown
from nnviz.core.derivation.notation.scripts import read_above, read_below
from nnviz.core.derivation.notation.vocabulary import Meaning, split_name, value_meaning
from nnviz.core.derivation.notation.written import NotationError, NotationPart, Symbol, walk_written
from nnviz.core.judge.nodes import Canonical, Node
from nnviz.core.text.translate import translate


class SymbolValues:
    """Finds the value of the network, or what else a symbol stands for."""

    def __init__(self, state: FormulaState) -> None:
        self._state = state
        self._v = state.vocabulary
        self._layers_above = self._says_l = False

    def survey(self, parts: Sequence[NotationPart]) -> None:
        """Learn from a whole formula whether numbers above are layers, and whether it has a generic one."""
        self._layers_above = any(self._says_layers(inner) for part in parts for inner in walk_written(part))
        self._says_l = any(says_generic_layer(inner) for part in parts for inner in walk_written(part))

    def _says_layers(self, part: NotationPart) -> bool:
        """Whether a symbol shows that numbers above stand for layers in this formula."""
        if not isinstance(part, Symbol) or part.sup is None:
            return False
        text = part.sup.text.removesuffix("T").strip("[]()|")
        if re.fullmatch(r"[lL]([+-]\d)?", text) or text in ("0", "1"):
            return True
        meaning = self._v.meaning(part.base)
        weighty = meaning is not None and meaning.family in ("W", "b", "dz", "dW", "db", "da")
        return weighty and text.isdigit()

    def layer(self, text: str, symbol: NotationPart) -> int:
        """Return the number of a written layer."""
        if text.isdigit():
            return int(text)
        base, offset = text[0], int(text[1:] or 0)
        if base == "L":
            return self._v.last + offset
        if self._v.layer is None:
            raise NotationError(
                translate("derivation", "The network has no layer that l can refer to here."),
                symbol.start,
                symbol.end,
            )
        return self._v.layer + offset

    def located(self, symbol: Symbol) -> tuple[Typed | None, tuple[str, ...], Meaning | None]:
        """Return the whole value a symbol stands for, its written indices, and its meaning."""
        above = read_above(symbol, self._v.example_letters)
        meaning = self._v.meanings.get(symbol.base + (f"_{symbol.sub.text}" if symbol.sub else ""))
        below_letters: tuple[str, ...] = ()
        below_layer = ""
        base = symbol.base
        if meaning is None or symbol.sub is None:
            below = read_below(symbol)
            below_letters, below_layer = below.letters, below.layer
        layer = above.layer or below_layer
        if symbol.sub is None or meaning is None:
            bare = above.bare_number if self._v.layers_above is not False else ""
            meaning = self._v.meaning(base, self._known_layer(layer or bare, symbol))
        if meaning is None and (split := split_name(base)) is not None:
            meaning = self._v.meaning(split[0], str(split[1]))
            if meaning is not None and (
                meaning.kind == "family"
                or f"{split[0]}[{split[1]}]" in self._v.meanings
                or (meaning.kind == "value" and self._v.meanings.get(split[0]) is not meaning)
            ):
                layer = layer or str(split[1])
                base = split[0]
            else:
                meaning = None
        if meaning is None:
            raise NotationError(
                translate("derivation", "{base} is not defined in the text.").format(base=shown(symbol.base)),
                symbol.start,
                symbol.end,
            )
        if meaning.kind in ("number", "loss"):
            if base == "lambda" and below_layer in ("1", "2") and meaning.origin == "usual name":
                return Typed(Canonical(f"lambda{below_layer}")), (), meaning
            if below_layer or (below_letters and meaning.kind == "number") or above.layer:
                raise NotationError(
                    translate("derivation", "{base} with an index: the text does not say what it is.").format(
                        base=shown(base)
                    ),
                    symbol.start,
                    symbol.end,
                    lasting=True,
                )
            if meaning.kind == "loss" and symbol.sub is not None:
                self._state.note(
                    translate(
                        "derivation", "{base} with an index is read as {base}: the text defines no other."
                    ).format(base=shown(base))
                )
            node = meaning.node
            if node is None:
                raise NotationError(
                    translate("derivation", "{base} alone, without the penalty, is not computed.").format(
                        base=shown(base)
                    ),
                    symbol.start,
                    symbol.end,
                )
            return Typed(node), (), meaning
        if meaning.kind == "function":
            return None, below_letters, meaning
        if meaning.kind == "family":
            return self._of_family(symbol, base, meaning, layer, above.bare_number, below_letters)
        if layer and meaning.origin and self._v.meaning(base) == meaning:
            raise NotationError(
                translate(
                    "derivation",
                    "{base} with {layer}: it has no layers here, and single entries cannot be read.",
                ).format(base=shown(base), layer=layer),
                symbol.start,
                symbol.end,
                lasting=True,
            )
        node = meaning.node
        assert node is not None
        return Typed(node, meaning.rows, meaning.columns), below_letters, meaning

    def _unwritten_layer(self, base: str, meaning: Meaning, letters: tuple[str, ...]) -> int:
        """Return the layer of a symbol that is written without one; its letters may say it."""
        if base in self._v.unlayered:
            return self._v.unlayered[base]
        said = self._layer_of_letters(meaning.family, letters)
        if said is not None:
            self._state.note(translate("derivation", "The letters of the indices say the layer."))
            return said
        if self._says_l and self._v.layer is not None and self._v.layer < self._v.last:
            answer = self._state.choices.choose("no layer", ("layer l", "last layer"))
            self._state.note(
                translate("derivation", "Symbols without a layer are read as belonging to {layer}.").format(
                    layer=translate("derivation", answer)
                )
            )
            return self._v.layer if answer == "layer l" else self._v.last
        return self._v.last

    def _layer_of_letters(self, family: str, letters: tuple[str, ...]) -> int | None:
        """Return the layer whose units the indices count in the whole text, None if they do not say."""
        units = [k for k in letters if k not in self._v.example_letters]
        found = [self._v.letter_layers.get(k) for k in units]
        if not found or None in found:
            return None
        first = found[0]
        if family not in ("W", "dW"):
            return first if len(found) == 1 else None
        pair = tuple(found[::-1] if self._v.convention.turned("W1") else found)
        return pair[0] if len(pair) == 2 and pair[0] is not None and pair[1] == pair[0] - 1 else None

    def _known_layer(self, text: str, symbol: Symbol) -> str:
        """Return the number of a layer as it is written, empty if there is none."""
        if not text or text.isdigit():
            return text
        try:
            return str(self.layer(text, symbol))
        except NotationError:
            return ""

    def _of_family(
        self, symbol: Symbol, base: str, meaning: Meaning, layer: str, number: str, letters: tuple[str, ...]
    ) -> tuple[Typed, tuple[str, ...], Meaning]:
        if not layer and number and self._is_layer(number, meaning):
            layer = number
        if layer:
            n = self.layer(layer, symbol) + meaning.offset
        else:
            n = self._unwritten_layer(base, meaning, letters) - (
                self._state.incoming if meaning.family == "a" else 0
            )
            weighted = meaning.family in ("W", "b", "dW", "db")
            while weighted and n > 1 and self._v.experiment.layers[n - 1].units is None:
                n -= 1
        return self._family_value(symbol, meaning, n), letters, meaning

    def _is_layer(self, number: str, meaning: Meaning) -> bool:
        if self._v.layers_above is not None:
            return self._v.layers_above
        if (
            meaning.family in ("W", "b", "dz", "dW", "db", "da")
            or self._layers_above
            or number not in ("2", "3")
        ):
            self._state.note(translate("derivation", "Superscript numbers are read as the layer."))
            return True
        answer = self._state.choices.choose("above", ("layer", "power"))
        self._state.note(
            translate("derivation", "Superscript numbers are read as the {meaning}.").format(
                meaning=translate("derivation", answer)
            )
        )
        return answer == "layer"

    def _family_value(self, symbol: Symbol, meaning: Meaning, n: int) -> Typed:
        family, v = meaning.family, self._v
        if family == "a" and n == 0:
            found = value_meaning(v, "X", "")
            assert found.node is not None
            return Typed(found.node, found.rows, found.columns)
        if not 1 <= n <= v.last:
            raise NotationError(
                translate(
                    "derivation", "{base} of layer {number}: the network has the layers 1 to {last}."
                ).format(base=shown(symbol.base), number=n, last=v.last),
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

    def layer_was_read(self, symbol: Symbol, meaning: Meaning) -> bool:
        """Whether the number above a symbol was read as its layer."""
        below = read_below(symbol) if symbol.sub is not None else None
        if (below is not None and below.layer) or split_name(symbol.base) is not None:
            return False
        number = read_above(symbol, self._v.example_letters).bare_number
        return bool(number) and self._is_layer(number, meaning)

    def unlayered_layer(self, symbol: Symbol) -> int:
        """Return the layer of a function that is written without its argument."""
        above = read_above(symbol, self._v.example_letters)
        if above.layer:
            return self.layer(above.layer, symbol)
        return self._v.unlayered.get("z", self._v.last)
