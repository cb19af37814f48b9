"""The golden files: what the program plays and says now, made in memory and kept in `tests/golden`.

Takes come from the truth of the virtual performer's scores, so no tracker is needed.
`python tests/golden/renew.py` writes the files again.
"""

from __future__ import annotations

import difflib
import gzip
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TypeAlias

import click
from click.testing import CliRunner

from gesture2midi import paths
from gesture2midi.cli import main
from gesture2midi.engine.hand_dependencies import unheard
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Hands, Message
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load, loads
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session.render import Wanted, render
from gesture2midi.session.session import Session

FOLDER = Path(__file__).parents[1] / "golden"
SUMMARY = FOLDER / "transcripts.txt"
DOCS = Path(__file__).parents[2] / "docs"
EXAMPLE = re.compile(r"^```yaml\n(name: .*?)^```", flags=re.S | re.M)
TAUGHT = "my-sign"  # reads gestures that a player taught, and there are none here
WIDTH = 80  # columns of the terminal in which help is printed
SHOWN = 60  # lines of a difference that a failure shows

Make: TypeAlias = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a score: `score` from second `start` to second `end`, at `fps` frames a second.

    lossy: some frames do not arrive, and the tracker sees no hand in others.
    """

    score: str
    start: float
    end: float
    fps: float = 30.0
    lossy: bool = False


TAKES = {
    "demo": Part("demo", 0, 8),
    "drums": Part("drums", 0, 6),
    "finger-piano": Part("finger-piano", 0, 6),
    "looper": Part("looper", 0, 8),
    "mixxx": Part("mixxx", 0, 9),
    "poses": Part("poses", 0, 32, fps=15),
    "chords with lost frames": Part("chords", 0, 8, lossy=True),
    "one hand": Part("one-hand-piano", 0, 6),
    "finger drums": Part("finger-drums", 0, 6),
}
REFERENCE_TAKES = {
    "demo": TAKES["demo"],
    "every gesture": Part(str(FOLDER / "every-gesture.yaml"), 0, 23, fps=20),
}
OUTSIDE_TAKE = "chords with lost frames"


class Played:
    """Hands in memory as a source; `now` is the time of the last frame, in seconds."""

    def __init__(self, name: str, fps: float, hands: tuple[Hands, ...]) -> None:
        self.name, self.fps = name, fps
        self.total: int | None = len(hands)
        self.now = 0.0
        self._hands = hands

    def frames(self) -> Iterator[Hands]:
        for hands in self._hands:
            self.now = hands.t
            yield hands

    def close(self) -> None:
        """There is no device to let go of."""


@cache
def take(name: str) -> Played:
    """The take of this name in `TAKES` or `REFERENCE_TAKES`."""
    part = (TAKES | REFERENCE_TAKES)[name]
    performer = Performer(load_score(part.score), fps=part.fps)
    last = min(performer.total, round(part.end * part.fps))
    frames: list[Hands] = []
    for i, at in enumerate(range(round(part.start * part.fps), last)):
        if part.lossy and i % 17 == 5:
            continue
        hands = performer.truth(at / part.fps)
        seen = () if part.lossy and i % 70 >= 61 else hands.hands
        frames.append(replace(hands, t=i / part.fps, index=len(frames), hands=seen))
    return Played(name, part.fps, tuple(frames))


def refuse(problem: str) -> None:
    """Fail where an output reports a problem: nothing here may go wrong."""
    raise AssertionError(problem)


def outside(name: str, t: float) -> float:
    """The value at second `t` of a signal that no hand makes: a clock at 120 bpm, a heart, keys, dials."""
    beat = 2 * t
    clock = {"running": 1.0, "tempo": 120.0, "beat": beat, "phase": beat % 1, "bar": beat / 4 % 1}
    heart = {"rate": 75.0, "hrv": 0.04 + t / 100, "phase": t / 0.8 % 1, "contact": float(t > 1)}
    family, _, last = name.rpartition(".")
    if family == "clock":
        return clock[last]
    if family == "heart":
        return heart.get(last, float(t % 0.8 < 0.05))
    shift = sum(map(ord, last))
    if family == "midi.note":
        return 0.8 if (t + shift / 10) % 3 < 0.3 else 0.0
    return (t / 4 + shift / 50) % 1


def with_render(mapping: Mapping, name: str) -> tuple[Message, ...]:
    """What `render` plays of a take."""
    return render(take(name), None, mapping, Wanted(), soundfont=Path("none.sf2"), on_problem=refuse).messages


def with_outside(mapping: Mapping, name: str) -> tuple[Message, ...]:
    """What a session plays of a take while a clock, MIDI keys and dials are heard."""
    source, collected = take(name), Collected()
    session = Session(source, None, mapping, NoteLedger([collected], refuse))
    heard = sorted(unheard(mapping))
    session.inputs.signals.append(lambda at: {signal: outside(signal, source.now) for signal in heard})
    session.run()
    return tuple(collected.messages)


def transcript(read: Callable[[], Mapping], takes: tuple[str, ...]) -> str:
    """The transcripts of a mapping over takes, each under a heading."""
    mapping = read()
    played = {name: with_render(mapping, name) for name in takes}
    if unheard(mapping):
        played[f"{OUTSIDE_TAKE}, clock and keys heard"] = with_outside(mapping, OUTSIDE_TAKE)
    lines = []
    for name, messages in played.items():
        lines += [f"== {name}", *map(line, messages), ""]
    return "\n".join(lines)


def examples() -> dict[str, str]:
    """The whole mappings among the examples of the reference, by a file name made of their `name:`."""
    found: dict[str, str] = {}
    for page in sorted(DOCS.rglob("*.md")):
        for text in EXAMPLE.findall(page.read_text(encoding="utf-8")):
            name = re.sub(r"\W+", "-", text.splitlines()[0].removeprefix("name: ").lower()).strip("-")
            assert name not in found, f"two examples are called {name!r}"
            if name != TAUGHT:
                found[name] = text
    return dict(sorted(found.items()))


def transcripts() -> dict[str, Make]:
    """How to make the transcripts of each bundled mapping and each example, by name."""
    bundled: dict[str, Make] = {
        f"bundled/{name}": partial(transcript, partial(load, paths.mapping_file(name)), tuple(TAKES))
        for name in paths.bundled_mappings()
    }
    reference: dict[str, Make] = {
        f"reference/{name}": partial(
            transcript, partial(loads, text, Path(f"{name}.yaml")), tuple(REFERENCE_TAKES)
        )
        for name, text in examples().items()
    }
    return bundled | reference


def said(*arguments: str) -> str:
    """What the command prints with these arguments, in a terminal of `WIDTH` columns, without colours.

    The player has taught no gesture.
    """
    env = {"COLUMNS": str(WIDTH), "GESTURE2MIDI_GESTURES": str(FOLDER / "no gestures")}
    return CliRunner(env=env).invoke(main, list(arguments), terminal_width=WIDTH).output


def commands(group: click.Command, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, the group's own first: (), ("run",), ..."""
    yield above
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            yield from commands(command, (*above, name))


def sentences() -> dict[str, Make]:
    """How to make the text of `explain` for each bundled mapping, and every `--help`, by name."""
    explained: dict[str, Make] = {
        f"explain/{name}": partial(said, "explain", name) for name in paths.bundled_mappings()
    }
    helped: dict[str, Make] = {
        "-".join(("help/gesture2midi", *words)): partial(said, *words, "--help") for words in commands(main)
    }
    return explained | helped


def file_of(name: str) -> Path:
    """The golden file of a name in `transcripts` or `sentences`; transcripts are compressed."""
    packed = name.startswith(("bundled/", "reference/"))
    return FOLDER / f"{name}.txt.gz" if packed else FOLDER / f"{name}.txt"


def kept(name: str) -> str | None:
    """What a golden file holds; None where there is none."""
    file = file_of(name)
    if not file.exists():
        return None
    if file.suffix == ".gz":
        return gzip.decompress(file.read_bytes()).decode()
    return file.read_text(encoding="utf-8")


def difference(name: str, now: str) -> str:
    """What changed against the golden file, "" if nothing did: a unified diff of `SHOWN` lines at most."""
    before = kept(name)
    if before == now:
        return ""
    if before is None:
        return f"There is no golden file {name}: write it with `python tests/golden/renew.py`."
    lines = list(difflib.unified_diff(before.split("\n"), now.split("\n"), "golden", "now", lineterm=""))
    heads = headings(before.split("\n"))
    more = [f"... and {len(lines) - SHOWN} lines more"] if len(lines) > SHOWN else []
    changed = [take for take in headings(now.split("\n")).items() if take not in heads.items()]
    where = [f"changed: {', '.join(name for name, _ in changed)}"] if changed else []
    return "\n".join([f"{name} is not what it was.", *where, *lines[:SHOWN], *more])


def headings(lines: list[str]) -> dict[str, tuple[int, str]]:
    """Take -> how many messages it has and the SHA-256 of their lines, of the lines of a transcript."""
    found: dict[str, list[str]] = {}
    for said in lines:
        if said.startswith("== "):
            found[said.removeprefix("== ")] = []
        elif said and found:
            found[list(found)[-1]].append(said)
    return {
        name: (len(own), hashlib.sha256("\n".join(own).encode()).hexdigest()[:16])
        for name, own in found.items()
    }


def summary(texts: dict[str, str]) -> str:
    """A line for each transcript and take: how many messages, and their hash."""
    return "".join(
        f"{name}, {take}: {count} messages {digest}\n"
        for name, text in texts.items()
        for take, (count, digest) in headings(text.split("\n")).items()
    )


def leftovers() -> list[Path]:
    """Golden files of what is no longer there."""
    there = {file_of(name) for name in (*transcripts(), *sentences())} | {SUMMARY}
    return sorted(file for file in FOLDER.rglob("*.txt*") if file not in there)


def renew() -> None:
    """Write every golden file whose text has changed, and remove those of what is no longer there."""
    played = {name: make() for name, make in transcripts().items()}
    for name, text in (played | {name: make() for name, make in sentences().items()}).items():
        if text != kept(name):
            file = file_of(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            raw = text.encode()
            # A fixed time: the same text gives the same bytes.
            file.write_bytes(gzip.compress(raw, 9, mtime=0) if file.suffix == ".gz" else raw)
            print(f"renewed {file.relative_to(FOLDER)}")
    SUMMARY.write_bytes(summary(played).encode())
    for file in leftovers():
        file.unlink()
        print(f"removed {file.relative_to(FOLDER)}")
