"""Numbers as LaTeX."""

from __future__ import annotations

from dataclasses import dataclass

from nnviz.core.text.hidden_number import HIDDEN_TEXT
from nnviz.core.text.number_format import format_number
from nnviz.core.text.translate import translate

_LARGEST_DENOMINATOR = 99
_LOWER = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def _latex(text: str) -> str:
    mantissa, power, exponent = text.replace("−", "-").partition("·10")
    if power:
        return rf"{mantissa}\cdot 10^{{{exponent.translate(_LOWER)}}}"
    return mantissa.replace("∞", r"\infty").replace("nan", r"\text{nan}")


@dataclass(frozen=True)
class LatexNumbers:
    """How numbers are written.

    Attributes
    ----------
    digits
        Decimals, 2 to 8. Very small and very large numbers get a power of ten instead.
    fractions
        Write numbers as people enter them: 1/3, and 0.15 without further zeros. Other numbers
        keep their decimals.
    conceals
        Some numbers are hidden: write whatever is not a number as hidden.
    """

    digits: int = 3
    fractions: bool = False
    conceals: bool = False

    def __post_init__(self) -> None:
        if not 2 <= self.digits <= 8:
            raise ValueError(
                "digits: "
                + translate("equations", "expected 2 to 8, not {digits}").format(digits=self.digits)
            )

    def number(self, value: float) -> str:
        """Return `value`, as it stands alone."""
        if self.conceals and value != value:
            return HIDDEN_TEXT
        entered = self._entered(value) if self.fractions else None
        return _latex(format_number(value, self.digits)) if entered is None else entered

    def factor(self, value: float) -> str:
        """Return `value` as it stands in a product, a power or a sum: in parentheses where it needs them."""
        text = self.number(value)
        return f"({text})" if text.startswith("-") or "\\" in text or "/" in text else text

    def setting(self, value: float) -> str:
        """Return a setting, such as the learning rate: not rounded if it is short."""
        text = f"{value:.10g}"
        if "e" in text:
            mantissa, exponent = text.split("e")
            power = f"10^{{{int(exponent)}}}"
            return power if mantissa == "1" else rf"{mantissa}\cdot {power}"
        return text if len(text) <= 8 else self.number(value)

    def _entered(self, value: float) -> str | None:
        if value != value or abs(value) >= 1e5:
            return None
        if value == 0:
            return "0"
        if round(value, self.digits) == value:
            return f"{value:.{self.digits}f}".rstrip("0").rstrip(".")
        from fractions import Fraction

        nearest = Fraction(value).limit_denominator(_LARGEST_DENOMINATOR)
        if float(nearest) != value:
            return None
        # On one line: the rows of a matrix have no room for more.
        return f"{nearest.numerator}/{nearest.denominator}"
