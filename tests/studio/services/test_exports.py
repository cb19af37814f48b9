"""Takes made into files by a process of its own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import mido
import pytest

from gesture2midi.capture.takes.reader import Take
from gesture2midi.gestures.profile import Profile
from gesture2midi.studio.services.exports import Export, Exports

PATIENCE = 300.0  # seconds, as it is made behind everything else


@pytest.fixture
def exports() -> Iterator[Exports]:
    made = Exports(Profile())
    yield made
    made.close()


def ended(export: Export) -> Export:
    end = time.monotonic() + PATIENCE
    while not export.look():
        assert time.monotonic() < end, "the export does not end"
        time.sleep(0.02)
    return export


def test_a_take_through_a_mapping_becomes_a_midi_file_and_is_gone_with_the_evening(
    exports: Exports, make_take: Callable[[float, float], Path], drone: Path
) -> None:
    export = ended(exports.begin(make_take(0.2, 0.5), drone, "mid"))
    assert (export.failed, export.share) == ("", 1.0)
    notes = [m.note for m in mido.MidiFile(export.job.file) if m.type == "note_on" and m.velocity]
    assert notes == [60]
    exports.close()
    assert not export.job.file.exists()


def test_a_take_becomes_a_film_and_json(
    exports: Exports, make_take: Callable[[float, float], Path], drone: Path
) -> None:
    take = make_take(0.2, 0.8)
    film, played = (exports.begin(take, drone, kind) for kind in ("mp4", "json"))
    assert (ended(film).failed, ended(played).failed) == ("", "")
    with av.open(str(film.job.file)) as video:
        shown, heard = (float(stream.duration * stream.time_base) for stream in video.streams)
    assert shown == pytest.approx(heard, abs=1 / 30)
    assert 1.0 < shown < 3.0
    notes = [e["note"] for e in json.loads(played.job.file.read_text())["events"] if e["kind"] == "note"]
    assert notes == [60]


def test_the_part_of_a_take_is_one_again(exports: Exports, make_take: Callable[[float, float], Path]) -> None:
    take = make_take(0.5, 0.5)
    export = ended(exports.cut(take, 0.4, 0.7))
    assert (export.failed, export.share) == ("", 1.0)
    frames = list(Take(export.job.file).frames())
    assert [bool(hands.hands) for hands in frames] == [False] * 3 + [True] * 7
    assert export.job.file.parent.parent == take.parent
    export.stop()
    assert [path.name for path in take.parent.iterdir()] == [take.name]
    nothing = ended(exports.cut(take, 9.0, 9.5))
    assert "has no frame between these times" in nothing.failed


def test_what_cannot_be_made_is_said_in_a_sentence(
    exports: Exports, make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: X\n")
    export = ended(exports.begin(make_take(0.2, 0.5), broken, "mid"))
    assert "broken.yaml" in export.failed


def test_one_that_is_stopped_leaves_nothing(
    exports: Exports, make_take: Callable[[float, float], Path], drone: Path
) -> None:
    export = exports.begin(make_take(1.0, 1.0), drone, "wav")
    assert exports.running == (export,)
    exports.stop(export)
    assert not export.job.file.parent.exists()
    assert exports.running == ()
    exports.stop(export)


def test_a_file_is_for_one_who_asks_alone_and_stays(
    exports: Exports, make_take: Callable[[float, float], Path], drone: Path
) -> None:
    export = ended(exports.begin(make_take(0.2, 0.5), drone, "json", "a tab"))
    assert (export.asked_by, exports.running) == ("a tab", (export,))
    assert exports.take(export)
    assert not exports.take(export)
    exports.stop(export)
    assert export.job.file.is_file()
