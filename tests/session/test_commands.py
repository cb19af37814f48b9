"""What is asked of a set while it plays is done between two frames, and nothing hangs for it."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from threading import Thread
from threading import enumerate as enumerate_threads

import numpy as np
import pytest
from scripted import Lines, Script, Wire

from gesture2midi import paths
from gesture2midi.capture.takes.reader import Take
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.errors import MappingError, OutputError, UsageError
from gesture2midi.events import Gestures, Hand, Hands, MappingChange, Messages
from gesture2midi.gestures.custom.files import collect
from gesture2midi.gestures.custom.pose_classifier import Sign, canonical
from gesture2midi.gestures.profile import Profile
from gesture2midi.io.midi.input import MidiIn
from gesture2midi.io.midi.ports import Opened
from gesture2midi.mapping.load import load, loads
from gesture2midi.session.commands import Commands
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.snapshot import Snapshot

TEXT = """
name: Commands
controls:
  - {id: drone, send: note, pitch: C4, gate: right.present}
  - {id: dial, send: cc, number: 20, from: osc.dial}
  - {id: pad, send: note, pitch: E4, gate: osc.dial > 0.5}
scenes:
  high:
    controls:
      - {id: top, send: note, pitch: C6, gate: right.present}
"""


@pytest.fixture
def play(hand: Hand, tmp_path: Path) -> Callable[..., list[str]]:
    def run(*steps: Callable[[Commands], None], said: list[str] | None = None) -> list[str]:
        path = tmp_path / "commands.yaml"
        path.write_text(TEXT)
        lines = Lines()
        outputs = NoteLedger([lines], print)
        script = Script(hand)
        session = Session(script, None, loads(TEXT, path), outputs)
        commands = Commands(
            session, Snapshot(outputs), [path], (), 30.0, (said if said is not None else []).append
        )
        script.steps = [lambda step=step: step(commands) for step in steps]
        session.run()
        commands.recorder.end()
        return lines.lines

    return run


def test_a_scene_is_gone_to_and_back(play: Callable[..., list[str]]) -> None:
    assert play(
        lambda commands: commands.scene("high"),
        lambda commands: commands.scene("main"),
        lambda commands: None,
    ) == [
        "0.0000 ch1 note_on 60 100",
        "0.1000 ch1 note_on 84 100",
        "0.1000 scene high",
        "0.2000 ch1 note_off 84",
        "0.2000 scene main",
        "0.3000 ch1 note_off 60",
    ]


def test_a_muted_control_ends_its_note_and_plays_again_when_it_is_not(play: Callable[..., list[str]]) -> None:
    assert play(
        lambda commands: commands.mute("drone", True),
        lambda commands: commands.scene("high"),
        lambda commands: commands.mute("drone", False),
    ) == [
        "0.0000 ch1 note_on 60 100",
        "0.0000 ch1 note_off 60",
        "0.2000 ch1 note_on 84 100",
        "0.2000 scene high",
        "0.3000 ch1 note_on 60 100",
        "0.3000 ch1 note_off 60",
        "0.3000 ch1 note_off 84",
    ]


def test_a_signal_of_no_hand_steers_and_opens_gates(play: Callable[..., list[str]]) -> None:
    lines = play(
        lambda commands: commands.signal("osc.dial", 1.0), lambda commands: commands.signal("osc.dial", 0.0)
    )
    assert lines == [
        "0.0000 ch1 note_on 60 100",
        "0.1000 ch1 note_on 64 100",
        "0.1000 ch1 cc 20 127",
        "0.2000 ch1 note_off 64",
        "0.2000 ch1 cc 20 0",
        "0.2000 ch1 note_off 60",
    ]


@pytest.mark.parametrize(
    ("ask", "sentence"),
    [
        (lambda commands: commands.scene("low"), r"There is no scene 'low' here: take one of main, high\."),
        (
            lambda commands: commands.mute("x", True),
            r"There is no control 'x' here: take one of drone, dial, pad, top\.",
        ),
        (
            lambda commands: commands.learn("x"),
            r"There is no control 'x' here: take one of drone, dial, pad, top\.",
        ),
        (
            lambda commands: commands.mappings.play_named("../commands"),
            r"There is no mapping '\.\./commands' here: did you mean `commands`\?",
        ),
        (
            lambda commands: commands.mappings.play_named("theramin"),
            r"There is no mapping 'theramin' here: did you mean `theremin`\?",
        ),
        (lambda commands: commands.signal("osc.other", 1.0), r"reads no signal 'osc\.other'"),
        (lambda commands: commands.signal("right.x", 1.0), r"reads no signal 'right\.x'"),
        (lambda commands: commands.signal("osc.dial", float("nan")), r"osc\.dial takes a number, not nan"),
    ],
)
def test_what_cannot_be_done_is_refused_in_a_sentence(
    play: Callable[..., list[str]], ask: Callable[[Commands], None], sentence: str
) -> None:
    def refused(commands: Commands) -> None:
        with pytest.raises(UsageError, match=sentence):
            ask(commands)

    assert play(refused) == ["0.0000 ch1 note_on 60 100", "0.1000 ch1 note_off 60"]


def test_a_mapping_that_is_wrong_leaves_the_one_before_it_playing(play: Callable[..., list[str]]) -> None:
    def save(commands: Commands) -> None:
        path = commands.session.mapping.path
        path.write_text("name: Broken\ncontrols: [{send: nothing}]\n")
        commands.mappings.reload(path)
        with pytest.raises(MappingError):
            commands.mappings.play_named("commands")

    said: list[str] = []
    assert play(save, said=said) == ["0.0000 ch1 note_on 60 100", "0.1000 ch1 note_off 60"]
    assert said[0].endswith("The mapping before it goes on playing.")


@pytest.mark.parametrize("ending", ["yaml", "yml", "g2m"])
def test_a_file_that_a_broken_save_waits_for_is_watched_wherever_it_lies(
    play: Callable[..., list[str]], ending: str
) -> None:
    def save(commands: Commands) -> None:
        path = commands.session.mapping.path
        path.write_text("name: Whole\ninclude: parts/high\n")
        commands.mappings.reload(path)

    def follow(commands: Commands) -> None:
        part = commands.session.mapping.path.parent / "parts" / f"high.{ending}"
        part.parent.mkdir()
        part.write_text("name: High\ncontrols: [{send: note, pitch: C6, gate: right.present}]\n")
        assert part in commands.mappings.files()
        commands.mappings.reload(part)

    said: list[str] = []
    heard = play(save, follow, lambda commands: None, said=said)
    assert "0.2000 ch1 note_on 84 100" in heard
    assert "there is no such file" in said[0] and said[1] == "Now playing Whole."


def test_a_keyboard_mapping_that_comes_beside_its_scale_is_waited_for(
    play: Callable[..., list[str]],
) -> None:
    def save(commands: Commands) -> None:
        path = commands.session.mapping.path
        path.with_name("half.scl").write_text("half\n1\n2/1\n")
        path.write_text(TEXT.replace("pitch: C4,", "pitch: C4, tuning: half.scl,"))
        commands.mappings.reload(path)

    def look(commands: Commands) -> None:
        assert commands.session.mapping.path.with_name("half.kbm") in commands.mappings.files()

    play(save, look)


def test_ones_own_mapping_is_gone_on_with_by_its_name(
    play: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "gesture2midi" / "mappings"
    own.mkdir(parents=True)
    (own / "hum.yaml").write_text(TEXT.replace("C4", "G4"))
    monkeypatch.setattr(paths, "own_mappings", lambda: own)
    lines = play(lambda commands: commands.mappings.play_named("hum"))
    assert [line for line in lines if "note_on" in line] == [
        "0.0000 ch1 note_on 60 100",
        "0.1000 ch1 note_on 67 100",
    ]


def test_another_mapping_ends_the_notes_of_the_one_before(play: Callable[..., list[str]]) -> None:
    said: list[str] = []
    lines = play(
        lambda commands: commands.mappings.play_named("drums"), lambda commands: commands.panic(), said=said
    )
    assert lines[:2] == ["0.0000 ch1 note_on 60 100", "0.0000 ch1 note_off 60"]
    assert said == ["Now playing Drums."]


def test_a_take_is_begun_and_ended(
    play: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    play(
        lambda commands: commands.record(True),
        lambda commands: None,
        lambda commands: commands.record(False),
        said=said,
    )
    (take,) = tmp_path.glob("take-*.jsonl")
    read = Take(take)
    assert (read.mapping, read.file) == ("Commands", "commands.yaml")
    assert [(hands.t, hands.index) for hands in read.frames()] == [(0.0, 0), (0.1, 1)]
    assert said == [f"The take is in {take.name}."]


def test_a_control_is_learnt_alone_and_its_note_ends(play: Callable[..., list[str]]) -> None:
    def sent(control: str) -> list[str]:
        """What is sent after the mute, without its times."""
        steps = (lambda commands: commands.mute("drone", True), lambda commands: commands.learn(control))
        return [line.split(maxsplit=1)[1] for line in play(*steps, *[lambda commands: None] * 9)[2:]]

    assert sent("dial") == [f"ch1 cc 20 {value}" for value in (0, 42, 85, 127, 0)]
    assert sent("top") == ["ch1 note_on 84 100", "ch1 note_off 84"]


def test_a_key_lets_one_control_after_the_other_be_learnt(play: Callable[..., list[str]]) -> None:
    said: list[str] = []
    later = [lambda commands: None] * 5
    go_on = (lambda commands: commands.midi_learn.next(), *later)
    lines = play(lambda commands: commands.mute("drone", True), *go_on * 5, *later, said=said)
    # Its own note, the controller, the two other notes, and its own again, each ended before the next.
    notes = [line.split()[3] for line in lines[2:] if "note_on" in line]
    assert notes == ["60", "64", "84", "60"]
    assert [line.split()[-1] for line in lines if " cc 20 " in line] == ["0", "42", "85", "127", "0"]
    names = ("drone (1 of 4)", "dial (2 of 4)", "pad (3 of 4)", "top (4 of 4)", "drone (1 of 4)")
    assert said == [f"To learn: {name}." for name in names]


def test_where_there_is_nothing_to_learn_it_is_told(hand: Hand, tmp_path: Path) -> None:
    mapping = loads("name: Mute\ncontrols: [{send: panic, when: left.fist}]", tmp_path / "mute.yaml")
    session, said = Session(Script(hand), None, mapping, outputs := NoteLedger([], print)), list[str]()
    Commands(session, Snapshot(outputs), [], (), 30.0, said.append).midi_learn.next()
    assert said == ["The mapping Mute has nothing to learn: it sends neither MIDI nor OSC."]


def test_an_output_takes_anothers_place_and_is_told_all_anew(hand: Hand, tmp_path: Path) -> None:
    path = tmp_path / "commands.yaml"
    path.write_text(TEXT)
    old, other, new = Lines(), Lines(), Lines()
    outputs = NoteLedger([old, other], print)
    told: list[str] = []
    script = Script(hand)
    mapping = loads(TEXT, path)
    session = Session(script, None, mapping, outputs, on_mapping=lambda mapping: told.append(mapping.name))
    commands = Commands(session, Snapshot(outputs), [path], (), 30.0, print)
    threads: list[Thread] = []

    def exchange() -> None:
        threads.append(Thread(target=commands.exchange, args=(old, new)))
        threads[0].start()
        while session._asked.empty():  # the set does not wait for it, but this test does
            time.sleep(0.001)

    script.steps = [
        lambda: commands.scene("high"),
        lambda: commands.mute("drone", True),
        exchange,
        lambda: None,
    ]
    session.run()
    threads[0].join()
    assert old.lines[-2:] == ["0.1000 ch1 note_off 60", "0.2000 ch1 note_off 84"]
    assert new.lines == ["0.3000 ch1 note_on 84 100", "0.4000 ch1 note_off 84"]
    assert other.lines[-len(new.lines) :] == new.lines
    assert told == ["Commands", "Commands"]


HEARD = """
name: Heard
controls:
  - {send: note, pitch: C4, gate: right.present}
  - {send: note, pitch: E4, gate: midi.note.36}
  - {send: cc, number: 20, from: midi.cc.21}
scenes:
  high:
    enter: [{send: cc, number: 99, value: 1}]
"""


def test_another_midi_input_leaves_no_note_of_the_old_one_and_all_of_the_hands(
    hand: Hand, tmp_path: Path
) -> None:
    """A key is held as the input is changed, and a program comes at the last moment."""
    lines, script = Lines(), Script(hand)
    outputs = NoteLedger([lines], print)
    session = Session(script, None, loads(HEARD, tmp_path / "heard.yaml"), outputs)
    commands = Commands(session, Snapshot(outputs), [], (), 30.0, print)
    old, new = Wire(), Wire()
    threads: list[Thread] = []

    def change() -> None:
        threads.append(Thread(target=commands.listen, args=(MidiIn(Opened("new", new)),)))
        threads[0].start()
        while session._asked.empty():
            time.sleep(0.001)
        old.come(0xC0, 1)

    commands.inlet.plug(MidiIn(Opened("old", old)))
    script.steps = [
        lambda: old.come(0x90, 36, 100),
        change,
        lambda: new.come(0xB0, 21, 127),
        lambda: new.come(0xC0, 0),
        lambda: None,
    ]
    session.run()
    threads[0].join()
    assert (old.closed, new.closed) == (True, False)
    assert lines.lines == [
        "0.0000 ch1 note_on 60 100",
        "0.1000 ch1 note_on 64 100",
        "0.2000 scene high",
        "0.2000 ch1 cc 99 1",
        "0.2000 ch1 note_off 64",
        "0.3000 ch1 cc 20 127",
        "0.4000 scene main",
        "0.5000 ch1 note_off 60",
    ]


def test_a_set_that_is_over_lets_nobody_wait_for_ever(
    hand: Hand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gesture2midi.session.commands.PATIENCE", 0.01)
    closed: list[str] = []
    new = Lines()
    new.close = lambda: closed.append("new")  # type: ignore[method-assign]
    outputs = NoteLedger([], print)
    session = Session(Script(hand), None, loads(TEXT, tmp_path / "commands.yaml"), outputs)
    commands = Commands(session, Snapshot(outputs), [], (), 30.0, print)
    with pytest.raises(OutputError, match="does not answer"):
        commands.exchange(None, new)
    assert closed == ["new"]
    wire = Wire()
    with pytest.raises(OutputError, match="does not answer"):
        commands.listen(MidiIn(Opened("new", wire)))
    assert wire.closed


def test_lent_hands_sound_nothing_until_they_are_taken_back(play: Callable[..., list[str]]) -> None:
    seen: list[float] = []

    def learner(moment: Moment) -> None:
        seen.append(moment.hands.t)
        assert moment.hands.hands

    def another(commands: Commands) -> None:
        with pytest.raises(UsageError, match="Another page has your hands"):
            commands.train(print)
        commands.end_training(print)  # has not got them

    lines = play(
        lambda commands: commands.train(learner),
        another,
        lambda commands: commands.end_training(learner),
        lambda commands: commands.signal("osc.dial", 1.0),
    )
    assert seen == [0.1, 0.2]
    assert lines == [
        "0.0000 ch1 note_on 60 100",
        "0.0000 ch1 note_off 60",
        # A gesture that was held all the while, and so is perhaps none, does not sound.
        "0.4000 ch1 note_on 64 100",
        "0.4000 ch1 cc 20 127",
        "0.4000 ch1 note_off 64",
    ]


def test_another_player_goes_on_and_no_note_hangs(play: Callable[..., list[str]]) -> None:
    """The script's right hand plays nothing for one who leads with the left."""
    lines = play(lambda commands: commands.play_as(Profile(hands="left")), *[lambda commands: None] * 3)
    assert lines == ["0.0000 ch1 note_on 60 100", "0.0000 ch1 note_off 60"]


def sign(name: str, hand: Hand) -> Sign:
    shown = canonical(hand, True)
    assert shown is not None
    return Sign(name, np.array([shown] * 8), np.empty((0, 21, 3)))


def test_a_taught_gesture_is_played_as_soon_as_it_is_known(
    play: Callable[..., list[str]], hand: Hand
) -> None:
    known = collect([sign("horns", hand)])

    def name_it(commands: Commands) -> None:
        path = commands.session.mapping.path
        path.write_text("name: M\ncontrols:\n  - {send: note, pitch: D4, gate: right.horns}\n")
        commands.mappings.reload(path)  # nobody has taught it yet
        commands.mappings.know(known)

    def forget(commands: Commands) -> None:
        with pytest.raises(MappingError, match="horns"):
            commands.mappings.know(collect([]))

    lines = play(name_it, lambda commands: None, lambda commands: None, forget, lambda commands: None)
    assert lines == [
        "0.0000 ch1 note_on 60 100",
        "0.0000 ch1 note_off 60",
        "0.2000 ch1 note_on 62 100",
        "0.5000 ch1 note_off 62",
    ]


def test_a_gesture_is_forgotten_where_no_mapping_names_it(play: Callable[..., list[str]], hand: Hand) -> None:
    def teach(commands: Commands) -> None:
        commands.mappings.know(collect([sign("horns", hand)]))
        assert [signal.name for signal in commands.mappings.taught] == ["horns"]

    def written(commands: Commands) -> Path:
        path = commands.session.mapping.path.with_name("horns.yaml")
        path.write_text("name: M\ncontrols:\n  - {send: note, pitch: D4, gate: right.horns}\n")
        return path

    def race(commands: Commands) -> None:
        """It is to go while a mapping that names it comes into play by itself."""
        mapping = load(written(commands), commands.mappings.taught)
        commands.session.ask(lambda: commands.session.swap(mapping))
        commands.mappings.know(collect([]))

    def chosen(commands: Commands) -> None:
        """It is to go while a mapping that names it was asked for and is not yet played."""
        commands.mappings.play(written(commands))
        with pytest.raises(MappingError, match="horns"):
            commands.mappings.know(collect([]))

    said: list[str] = []
    play(
        teach,
        lambda commands: commands.mappings.know(collect([])),
        teach,
        race,
        chosen,
        lambda commands: None,
        said=said,
    )
    assert said == [
        "What plays now names a gesture that was to go, so it stays.",
        "Now playing M.",
    ]


def test_a_disk_that_is_full_as_a_take_ends_is_told_and_the_set_goes_on(
    play: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def full(part: Path, path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    said: list[str] = []
    take = tmp_path / "a.jsonl"
    monkeypatch.setattr(os, "replace", full)
    lines = play(
        lambda commands: commands.recorder.begin(take),
        lambda commands: None,
        lambda commands: commands.session.ask(commands.recorder.end),
        lambda commands: None,
        said=said,
    )
    assert lines[-1] == "0.4000 ch1 note_off 60"
    assert said == [
        f"The take {take} cannot be finished (No space left on device): what was saved is in "
        f"{take}.part, which can be played."
    ]
    assert sum(1 for _ in Take(take.with_name("a.jsonl.part")).frames()) == 2


def test_a_mapping_goes_on_to_the_next_and_back_and_stops_at_the_ends(hand: Hand, tmp_path: Path) -> None:
    """As a gesture asks for it: by a message of the frame, read on a thread of its own."""
    paths, said = [tmp_path / f"{name}.yaml" for name in "abc"], list[str]()
    for path in paths:
        path.write_text(f"name: {path.stem}\ncontrols: [{{send: mapping, next: left.fist}}]")
    outputs, script = NoteLedger([Lines()], print), Script(hand)
    session = Session(script, None, load(paths[0]), outputs)
    Commands(session, Snapshot(outputs), paths, (), 30.0, said.append)
    played: list[str] = []

    def ask(way: int, wraps: bool) -> None:
        played.append(session.mapping.name)
        messages = Messages(0.0, (MappingChange(0.0, way, wraps),))
        gone = session.watchers[-1]
        gone(Moment(None, Hands(0.0, 0, 1.0, ()), Gestures(0.0, 0, {}, {}, ()), messages))
        for thread in enumerate_threads():
            if thread.name == "next mapping":
                thread.join()

    ways = [(1, False), (1, False), (1, False), (1, True), (-1, False), (-1, True), (1, True)]
    script.steps = [partial(ask, *way) for way in ways]
    session.run()
    assert played == ["a", "b", "c", "c", "a", "a", "c"]
    assert (
        said.count("There is none after this one to go on with; `run` takes several, each with `--mapping`.")
        == 1
    )
    assert (
        said.count("There is none before this one to go on with; `run` takes several, each with `--mapping`.")
        == 1
    )


def test_a_set_with_one_mapping_has_no_next(play: Callable[..., list[str]]) -> None:
    said: list[str] = []
    play(lambda commands: commands.mappings.next(), said=said)
    assert said == ["There is no other to go on with; `run` takes several, each with `--mapping`."]
