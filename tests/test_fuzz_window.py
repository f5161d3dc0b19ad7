"""A random user finds nothing: a short session in the ordinary tests, long ones with ``-m soak``."""

import os

import pytest

from tests import fuzz_window

SEEDS = [int(seed) for seed in os.environ.get("FUZZ_SEEDS", "1 2 3").split()]


def test_a_short_session():
    code, said = fuzz_window.session(seed=1, acts=40)
    assert code == 0, said


@pytest.mark.soak
@pytest.mark.parametrize("first", SEEDS)
def test_thirty_sessions(first):
    for seed in range(1000 * first, 1000 * first + 30):
        code, said = fuzz_window.session(seed, acts=1000)
        assert code == 0, f"seed {seed}: {said}"
