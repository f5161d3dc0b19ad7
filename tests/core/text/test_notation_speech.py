"""Notation in sentences, as a screen reader says it."""

import pytest

from nnviz.core.text.notation_speech import speech_text


@pytest.mark.parametrize(("text", "said"), [
    ("δ² = ∇a² ⊙ f′", "delta, layer 2 = gradient of a, layer 2 element-wise product with f′"),
    ("∂C/∂W² = δ² (a¹)ᵀ", "derivative of C by W, layer 2 = delta, layer 2 a, layer 1 transposed"),
    ("∂C/∂a_1^2 = 0.7184.", "derivative of C by a, layer 2, unit 1 = 0.7184."),
    ("w²₁₃ ← 0.5", "w, layer 2, 1 3 becomes 0.5"),
    ("b¹₂ is selected", "b, layer 1, unit 2 is selected"),
    ("(a − y)² and x₁²", "(a minus y) squared and x 1 squared"),
    ("½ Σ (aₖ − yₖ)²", "½ sum (aₖ minus yₖ) squared"),
    ("∇a² = a − y  · 1/m.", "gradient of a, layer 2 = a minus y times 1/m."),
])  # fmt: skip
def test_values_are_said_by_name_and_layer(text, said):
    assert speech_text(text) == said


@pytest.mark.parametrize("text", [
    "A message.", "iteration 0, forward: Layer 1 · weighted sum", "Saved a b.nnviz", "dW2 differs",
    "All 37 recorded values are the same, to 1.0e-16 of the largest entry.", "",
])  # fmt: skip
def test_a_sentence_without_notation_stays_as_it_is(text):
    assert speech_text(text) == text
