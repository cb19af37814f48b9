"""Reads bytes as each kind of file that a player may hand over, up to where it is played."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from math import nan
from pathlib import Path
from unittest import mock

import av
import numpy as np

from gesture2midi import paths
from gesture2midi.capture.takes.reader import problem_in
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.capture.video import Video
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.hand_dependencies import unheard
from gesture2midi.errors import Mistake, PlayerError
from gesture2midi.events import Gestures, Hand, Hands, NoteOn
from gesture2midi.gestures import profile_files
from gesture2midi.gestures.custom import files as gesture_files
from gesture2midi.gestures.custom.motion_classifier import POINTS, Motion
from gesture2midi.gestures.custom.pose_classifier import Sign
from gesture2midi.gestures.profile import Profile
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import full_names
from gesture2midi.io.synth.fluidsynth import Fluid
from gesture2midi.mapping.editing.completion import complete
from gesture2midi.mapping.editing.edit_field import items
from gesture2midi.mapping.load import check_text, loads, warnings
from gesture2midi.performer import keyframes
from gesture2midi.performer.kinematics import joints
from gesture2midi.performer.score import load_score
from gesture2midi.session.settings import Settings
from gesture2midi.session.settings_file import Store
from gesture2midi.studio.services import take_library
from tools.soundfont.sf2 import Instrument, Preset, Sample, Zone, soundfont

Feed = Callable[[bytes], None]

FRAMES = [dict.fromkeys(full_names(), value) for value in (0.0, 1.0, nan, 0.5)]
POINTS_OF_A_HAND = np.linspace(0.2, 0.8, 63, dtype=np.float32).reshape(21, 3)
HAND = Hand("right", 1.0, POINTS_OF_A_HAND, POINTS_OF_A_HAND * np.float32(0.2))


def read_with(read: Callable[[Path], object], name: str) -> Callable[[Path], Iterator[Feed]]:
    """What writes bytes to a file of this name and has it read; mistakes of a player are no finds."""

    def reading(folder: Path) -> Iterator[Feed]:
        path = folder / name

        def feed(data: bytes) -> None:
            path.write_bytes(data)
            with suppress(PlayerError, Mistake):
                read(path)

        yield feed

    return reading


def mapping(folder: Path) -> Iterator[Feed]:
    """As a saved file, as a text in the editor, and as what plays four frames."""
    path = folder / "fuzz.yaml"

    def feed(data: bytes) -> None:
        path.write_bytes(data)
        text = data.decode(errors="replace")
        if not check_text(text, path):
            with suppress(PlayerError):  # the file may hold bytes that are no text
                warnings(path)
        items(text)
        complete(text[: len(text) // 2], text[len(text) // 2 :])
        try:
            played = loads(text, path)
        except PlayerError:
            return
        engine = Engine(played)
        for i, signals in enumerate(FRAMES):
            engine.update(Gestures(i / 30, i, {**signals, **unheard(played)}, {}, ()))
        engine.stop(1.0)

    yield feed


def take(path: Path) -> None:
    problem_in(path)
    with mock.patch.object(paths, "takes", lambda: path.parent):
        take_library.kept()


def gesture(path: Path) -> None:
    taught = gesture_files.collect([gesture_files.read(path)])
    recognizer = Recognizer(Profile(), taught)
    for i in range(3):
        recognizer.update(Hands(i / 30, i, 4 / 3, (HAND,)))


def score(path: Path) -> None:
    read = load_score(str(path))
    for side, track in read.tracks.items():
        for t in (0.0, 0.4, read.seconds):
            joints(keyframes.at(track, t), side)


def profile(path: Path) -> None:
    with mock.patch.object(paths, "player_file", lambda name: path):
        Recognizer(profile_files.load("fuzz")).update(Hands(0.0, 0, 4 / 3, (HAND,)))


def settings(path: Path) -> None:
    Store(path, lambda text: None).read()
    for broken in path.parent.glob("*.broken*"):
        broken.unlink()


def soundfont_file(path: Path) -> None:
    """By FluidSynth, whose own faults would end a set."""
    fluid = Fluid(path)
    fluid.configure({1: 0}, 0.8, 0.2)
    fluid.play(NoteOn(0.0, "a", 1, 60, 100))
    fluid.sound(256)
    fluid.presets()
    fluid.delete()


def film(path: Path) -> None:
    for frame in Video(path).frames():
        if frame.index == 8:
            break


def mapping_seeds(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(paths.mappings().glob("*.yaml"))]


def score_seeds(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted(paths.scores().glob("*.yaml"))]


@contextmanager
def _written(folder: Path, name: str) -> Iterator[Path]:
    path = folder / name
    yield path
    path.unlink()


def take_seeds(folder: Path) -> list[bytes]:
    with _written(folder, "seed.jsonl") as path:
        with TakeWriter(path, fps=30.0, mapping="Theremin", file="theremin.yaml") as writer:
            for i in range(4):
                writer.write(Hands(i / 30, i, 4 / 3, (HAND,)))
        return [path.read_bytes(), path.read_bytes().replace(b"\n", b"\n\n")]


def gesture_seeds(folder: Path) -> list[bytes]:
    with _written(folder, "seed.json") as path:
        found = []
        way = np.exp(1j * np.linspace(0, 3, 2 * POINTS)).reshape(1, 2, POINTS)
        for one in (
            Sign("horns", POINTS_OF_A_HAND[None].astype(float), np.empty((0, 21, 3))),
            Motion("circle", way, np.array([0.6]), 0.4),
        ):
            gesture_files.write(one, path)
            found.append(path.read_bytes())
        return found


def soundfont_seeds(folder: Path) -> list[bytes]:
    sound = Sample("a", np.arange(-64, 64, dtype=np.int16), 22_050, 60)
    return [soundfont({"INAM": "a"}, [Preset(0, 0, Instrument("a", [Zone(sound, {})]))])]


def film_seeds(folder: Path) -> list[bytes]:
    found = []
    for name, codec in (("a.mp4", "libx264"), ("a.mkv", "libx264"), ("a.avi", "mpeg4"), ("a.ts", "libx264")):
        with _written(folder, name) as path:
            with av.open(str(path), "w") as out:
                stream = out.add_stream(codec, rate=30)
                stream.width, stream.height, stream.pix_fmt = 32, 32, "yuv420p"
                for i in range(4):
                    picture = np.full((32, 32, 3), 60 * i, np.uint8)
                    out.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
                out.mux(stream.encode(None))
            found.append(path.read_bytes())
    return found


def settings_seeds(folder: Path) -> list[bytes]:
    now = Settings().model_dump(mode="json")
    return [
        json.dumps(now, indent=2).encode(),
        b'{"version":1,"port":["Bass=a","b"],"fps":60,"source":"performer"}',
    ]


PROFILE = b"""format: gesture2midi player
version: 1
hands: left
steady: 0.4
delay: 60
touch: light
left: {area: {left: 0.1, right: 0.9, top: 0.2, bottom: 0.8}}
"""
