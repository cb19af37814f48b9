"""Which spoken commands a mapping has, and which `check` refuses."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.cli import main
from gesture2midi.mapping import spoken
from gesture2midi.mapping.describe.explain import explain
from gesture2midi.mapping.load import check_text, load_text
from gesture2midi.session.mapping_poster import page

TEXT = """
name: Spoken
listen: left.victory
controls:
  - {{send: note, pitch: C3, gate: voice.{0}}}
  - {{send: note, pitch: C4, gate: right.fist, when: voice.{1}}}
scenes:
  The chorus: {{controls: [{{send: cc, number: 1, from: right.y}}]}}
  xqzzy: {{controls: [{{send: cc, number: 1, from: right.x}}]}}
start: The chorus
"""


def found(one: str, other: str) -> list[str]:
    return [problem.message for problem in check_text(TEXT.format(one, other), Path("spoken.yaml"))]


def test_words_that_the_dictionary_has_and_that_sound_apart_are_good() -> None:
    assert not found("louder", "next_song")


def test_a_word_that_the_dictionary_lacks_is_named() -> None:
    (message,) = found("louder", "next_xqzzy")
    assert message == ("the dictionary of spoken words has no `xqzzy`, so `voice.next_xqzzy` is never heard")


@pytest.mark.parametrize(
    ("one", "other", "like"),
    [
        ("right", "write", "`voice.right`"),
        ("louder", "the_chorus", None),  # the scene of that name: the mapping's own goes before
        ("louder", "a_chorus", "the command `The chorus`"),
        ("louder", "panics", "the command `panic`"),
        ("louder", "the_choruses", None),
        ("louder", "stopped", "the command `stop`"),
    ],
)
def test_what_sounds_alike_is_named(one: str, other: str, like: str | None) -> None:
    messages = found(one, other)
    assert messages == ([f"`voice.{other}` sounds too much like {like} to be told from it"] if like else [])


def test_without_the_extra_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "installed", lambda: False)
    assert not found("right", "xqzzy")
    assert spoken.unchecked({"left.x", "voice.next"})
    assert not spoken.unchecked({"left.x"})


def test_check_says_once_that_it_could_not_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spoken, "installed", lambda: False)
    files = [tmp_path / "one.yaml", tmp_path / "two.yaml"]
    for file in files:
        file.write_text(TEXT.format("right", "xqzzy"))
    done = CliRunner().invoke(main, ["check", *map(str, files)])
    assert done.exit_code == 0, done.output
    assert " ".join(done.output.split()).count(spoken.UNCHECKED) == 1


def test_commands_are_those_of_the_mapping_then_scenes_then_what_is_built_in() -> None:
    mapping = load_text(TEXT.format("next", "the_chorus"), Path("spoken.yaml")).playable()
    assert spoken.commands(mapping.signals, mapping.scenes) == {
        "next": "voice.next",
        "the chorus": "voice.the_chorus",
        "panic": "panic",
        "record": "record",
        "stop": "stop",
    }
    assert mapping.listen is not None
    assert mapping.hands == 2


_PHONES = st.lists(st.sampled_from(["N", "EH", "K", "S", "T"]), max_size=6).map(tuple)


@given(_PHONES, _PHONES, _PHONES)
def test_the_distance_of_phones_is_one(a: spoken.Phones, b: spoken.Phones, c: spoken.Phones) -> None:
    assert (spoken.distance(a, b) == 0) is (a == b)
    assert spoken.distance(a, b) == spoken.distance(b, a)
    assert spoken.distance(a, c) <= spoken.distance(a, b) + spoken.distance(b, c)
    assert abs(len(a) - len(b)) <= spoken.distance(a, b) <= max(len(a), len(b))


@pytest.mark.parametrize(
    ("hit", "said"), [("voice.next_song", "your voice says `next_song`"), ("heart.beat", "your heart beats")]
)
def test_what_no_hand_does_has_a_sentence_and_a_card_without_a_hand(
    hit: str, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "spoken.yaml"
    path.write_text(f"name: Spoken\ncontrols:\n  - {{send: drum, sound: kick, hit: {hit}}}\n")
    (told,) = explain(path).parts[0].controls
    assert f"each time {said}" in told.sentence
    (card,) = page(path).scenes[0].cards
    assert card.who == ""


@pytest.mark.parametrize(
    ("gate", "said"),
    [("left.call", "while the left hand stretches thumb and little finger"), ("1", "always"), ("0", "never")],
)
def test_when_it_listens_is_told(gate: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "spoken.yaml"
    path.write_text(TEXT.format("next", "chorus").replace("left.victory", gate))
    (note,) = explain(path).parts[0].notes
    assert note.startswith("It ") and said in note and note.endswith(("commands", said))


def test_each_way_to_say_a_word_counts() -> None:
    """`lead` rhymes with one and with the other, and is two phones from each in its other way."""
    assert list(spoken.alike(["lead", "bled"])) and list(spoken.alike(["lead", "bleed"]))
