"""Values: a name for each, and one reader for names."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import nnviz
from nnviz.core.arrays.frame import Position
from nnviz.core.network.value import VALUE_KINDS, Value, X, named, value_named
from nnviz.core.run.timeline import Timeline
from tests.strategies import varied

layers = st.integers(1, 40)
base = st.one_of(
    [
        st.builds(Value, st.just(kind.name), layers) if kind.layered else st.just(Value(kind.name))
        for kind in VALUE_KINDS.values()
    ]
)


@given(value=base, vector=st.sampled_from("mv"), new=st.booleans(), data=st.data())
def test_a_name_stands_for_one_value(value, vector, new, data):
    options = [value]
    if value.info.gradient_latex:
        options += [value.gradient(), value.gradient(Value("z", 3))]
    if value.info.parameter:
        options.append(value.state(vector))
    chosen = data.draw(st.sampled_from(options))
    chosen = chosen.after if new and value.info.parameter else chosen
    again = value_named(str(chosen))
    assert again == chosen
    assert (again.kind, again.layer, again.of, again.next) == (
        chosen.kind,
        chosen.layer,
        chosen.of,
        chosen.next,
    )


@pytest.mark.parametrize(
    "text", ["", "Q7", "W", "z0", "dz", "dt", "dC", "dmask2", "mz1", "W1x", "w1", "W-1", "X1"]
)
def test_other_texts_name_nothing(text):
    assert named(text) is None
    with pytest.raises(ValueError, match="names no value"):
        value_named(text)


@given(e=varied())
def test_every_value_of_a_run_is_found_by_its_name(e):
    timeline = Timeline(e)
    frame = timeline.frame(Position(1, len(timeline.trainer.operations)))
    for name in frame.values:
        assert str(value_named(name)) == name
    for op in frame.operations:
        assert tuple(map(value_named, op.reads)) == op.inputs
        assert tuple(map(value_named, op.writes)) == op.outputs


def test_what_belongs_to_what():
    weight = Value("W", 3)
    assert str(weight.gradient()) == "dW3"
    assert str(weight.state("m").after) == "mW3_next"
    assert weight.gradient().base == weight.state("m").after.base == weight.after.base == weight
    assert weight.gradient().is_gradient
    assert weight.state("v").is_state
    assert X.per_example
    assert not weight.per_example


def test_one_pattern_reads_names_of_values():
    pattern = re.compile(r"re\.\w+\(.*\[[^\]]*(Wb|za|az|bW)[^\]]*\]")
    package = Path(nnviz.__file__).parent
    found = [
        str(p.relative_to(package)) for p in package.rglob("*.py") if pattern.search(p.read_text("utf-8"))
    ]
    # Letters of a lesson are put into formulas that are written already.
    assert found == [str(Path("core", "equations", "letters.py"))]
