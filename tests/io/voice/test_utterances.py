"""Utterances cut out of samples: what stands alone and is short, however the samples come."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.io.voice.utterances import RATE, Samples, Utterances


def sound(*parts: tuple[float, float]) -> Samples:
    """Returns noise in the band of speech, part by part: seconds, and how loud."""
    random = np.random.default_rng(1)
    made = [random.standard_normal(round(seconds * RATE)) * loud for seconds, loud in parts]
    return np.concatenate(made).astype(np.float32)


def cut(samples: Samples, block: int = 800) -> list[float]:
    """Returns the seconds after which each utterance was given."""
    found, utterances = [], Utterances()
    for at in range(0, len(samples), block):
        many = len(utterances.feed(samples[at : at + block]))
        found += [min(at + block, len(samples)) / RATE] * many
    return found


def test_a_word_is_given_within_a_third_of_a_second_of_its_end() -> None:
    (at,) = cut(sound((1, 1e-4), (0.5, 0.1), (1, 1e-4)))
    assert 1.5 < at < 1.8


def test_a_word_over_music_is_found_too() -> None:
    assert len(cut(sound((2, 0.03), (0.5, 0.1), (1, 0.03)))) == 1


@pytest.mark.parametrize("seconds", [0.06, 2.5])
def test_a_click_and_talk_that_goes_on_are_left_out(seconds: float) -> None:
    assert not cut(sound((3, 1e-4), (seconds, 0.1), (1, 1e-4)))


@pytest.mark.parametrize(
    ("after_wake_word", "pause", "together"),
    [(False, 0.3, False), (True, 0.3, True), (True, 0.6, True), (True, 0.9, False)],
)
def test_what_comes_soon_after_a_wake_word_is_given_with_it(
    after_wake_word: bool, pause: float, together: bool
) -> None:
    quiet = 1e-4
    samples = sound((1, quiet), (0.4, 0.1), (pause, quiet), (0.4, 0.1), (1, quiet))
    first, last = Utterances(after_wake_word).feed(samples)
    assert len(first) < 1.1 * RATE
    assert (len(last) > (0.8 + pause) * RATE) is together


def test_silence_has_none() -> None:
    assert not cut(np.zeros(3 * RATE, np.float32))


def test_what_has_begun_is_given_when_listening_ends() -> None:
    utterances = Utterances()
    assert not utterances.feed(sound((1, 1e-4), (0.5, 0.1)))
    (found,) = utterances.end()
    assert 0.5 * RATE < len(found) < RATE
    assert not utterances.end()


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.tuples(st.floats(0.02, 0.6), st.sampled_from([0.0, 1e-3, 0.05, 0.3])), min_size=1, max_size=6)
)
def test_it_does_not_matter_in_which_blocks_they_come(parts: list[tuple[float, float]]) -> None:
    samples = sound(*parts)
    one, other = Utterances(), Utterances()
    whole = one.feed(samples)
    pieces = [u for at in range(0, len(samples), 333) for u in other.feed(samples[at : at + 333])]
    assert [u.tolist() for u in whole] == [u.tolist() for u in pieces]
