"""`foretell`: what it takes, what it refuses and says, and that a controller goes where the hand will be."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.engine.engine import Engine
from gesture2midi.errors import MappingError
from gesture2midi.events import ControlChange, Gestures, Osc
from gesture2midi.mapping.describe.explain import explain
from gesture2midi.mapping.load import loads

CC = "{send: cc, number: 20, from: %s, foretell: %s%s}"


def mapping(control: str, more: str = "") -> str:
    return f"name: A\n{more}controls:\n  - {control}\n"


@pytest.mark.parametrize("given", ["5 ms", "40 ms", "0.06", "60 ms", "camera"])
@pytest.mark.parametrize("source", ["right.y", "1 - left.x", "(left.y + right.y) / 2", "any.y * any.y"])
def test_places_and_what_is_reckoned_of_them_can_be_foretold(given: str, source: str) -> None:
    loads(mapping(CC % (f'"{source}"', given, "")), Path("a.yaml"))


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("right.pinch", "foretelling `right.pinch` would not pay"),
        ("right.y * left.open", "foretelling `left.open` would not pay"),
        ("hands.height", "foretelling `hands.height` would not pay"),
        ("midi.cc.1", "foretelling `midi.cc.1` would not pay"),
        ("right.y > 0.5", "decides or remembers"),
        ("smooth(right.y, 50 ms)", "decides or remembers"),
        ("if(right.y, 1, 0)", "decides or remembers"),
        ("0.5", "nothing to foretell"),
        ("mine * 2", "`mine` hides what is foretold"),
    ],
)
def test_what_does_not_pay_is_refused_and_why_is_said(source: str, told: str) -> None:
    text = mapping(CC % (f'"{source}"', "40 ms", ""), "let: {mine: right.y > 0.5}\n")
    with pytest.raises(MappingError, match=told):
        loads(text, Path("a.yaml"))


@pytest.mark.parametrize("given", ["4 ms", "61 ms", "1 s", "cam", "true", "-20 ms"])
def test_a_time_that_it_does_not_take_is_refused(given: str) -> None:
    with pytest.raises(MappingError, match="`foretell` is `5 ms` to `60 ms`"):
        loads(mapping(CC % ("right.y", given, "")), Path("a.yaml"))


def sent(control: str, age: float = 0.0) -> list[float]:
    """What is sent while the right hand rises by 0.6 of the play area a second."""
    engine = Engine(loads(mapping(control), Path("a.yaml")), camera=lambda: age)
    values: list[float] = []
    for i in range(30):
        signals = {"right.y": 0.2 + 0.02 * i}
        for message in engine.update(Gestures(i / 30, i, signals, {}, ())).items:
            match message:
                case ControlChange(value=value):
                    values.append(value / 127)
                case Osc(args=(float() as value,)):
                    values.append(value)
    return values


@pytest.mark.parametrize("kind", ["cc, number: 20", "osc, address: /a"])
@pytest.mark.parametrize("more", ["", ", rate: 120 Hz"])
def test_a_controller_is_where_the_hand_will_be(kind: str, more: str) -> None:
    control = f"{{send: {kind}, from: right.y{more}%s}}"
    seen, foretold = sent(control % ""), sent(control % ", foretell: 50 ms")
    assert foretold[-1] - seen[-1] == pytest.approx(0.03, abs=0.01)
    by_camera = sent(control % ", foretell: camera", age=0.05)
    assert by_camera == foretold
    assert sent(control % ", foretell: camera") == seen


@pytest.mark.parametrize(("given", "told"), [("40 ms", "40 ms"), ("camera", "the age of the picture")])
def test_it_is_explained(tmp_path: Path, given: str, told: str) -> None:
    (tmp_path / "a.yaml").write_text(mapping(CC % ("right.y", given, "")), encoding="utf-8")
    (part,) = explain(tmp_path / "a.yaml").parts
    assert f"foretold by {told}" in str(part.controls[0])
