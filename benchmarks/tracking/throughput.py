"""How fast films are played: now and as before, MediaPipe's own loop, and a batch on all cores.

    python -m benchmarks throughput                # a drawn film of 30 s, 640x480, one hand of two allowed
    python -m benchmarks throughput film.mp4 --films 8

Each way plays the whole film in turn, in so many rounds; the median of its seconds is printed. *Before* is
the search for the missing hand in every frame, and pictures decoded on the thread that tracks them.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median

import click

from gesture2midi import paths
from gesture2midi.capture.video import Video
from gesture2midi.display.video import VideoFile
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load
from gesture2midi.performer.clips import clip
from gesture2midi.performer.source import Performer
from gesture2midi.session.batch.films import Film
from gesture2midi.session.batch.job import Kit, Recipe, make
from gesture2midi.session.batch.processes import cores, play
from gesture2midi.session.latency import machine
from gesture2midi.session.render import Wanted, render
from gesture2midi.session.session import Session
from gesture2midi.tracking.litert_tracker import LiteRTTracker
from gesture2midi.tracking.mediapipe_tracker import MediaPipeTracker
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import SteadyTracker, open_tracker

MAPPING = "air-piano"
FONT = paths.soundfonts() / "gesture2midi.sf2"


def drawn(path: Path, seconds: float) -> Path:
    """Writes a film of one hand that goes about."""
    with VideoFile(path, 30, (640, 480)) as film:
        for frame in Performer(clip("medium", 3, seconds=seconds), (640, 480)).frames():
            film.write(frame.image, frame.t)
    return path


def before(film: Path, model: Path) -> None:
    @contextmanager
    def tracker(hands: int):
        with closing(LiteRTTracker(model, hands, in_step=True, every=0)) as raw:
            yield SteadyTracker(raw)

    mapping = load(paths.mapping_file(MAPPING))
    Session(Video(film), tracker, mapping, NoteLedger([Collected()], print)).run()


def now(film: Path, model: Path) -> None:
    def tracker(hands: int):
        return open_tracker(model, hands)

    mapping = load(paths.mapping_file(MAPPING))
    render(Video(film), tracker, mapping, Wanted(), soundfont=FONT, on_problem=print)


def mediapipe(film: Path, model: Path) -> None:
    with closing(MediaPipeTracker(model, 2)) as tracker:
        for frame in Video(film).frames():
            tracker.track(frame)


def one_after_the_other(films: list[Film], recipe: Recipe) -> None:
    kit = Kit(recipe)
    for film in films:
        assert make(film, recipe, kit).result == "made"
    kit.close()


def at_once(films: list[Film], recipe: Recipe) -> None:
    for _ in play(films, recipe, cores()):
        pass


def timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


@click.command()
@click.argument("film", required=False, type=click.Path(exists=True, path_type=Path))
@click.option("--seconds", default=30.0, show_default=True, help="Of the drawn film.")
@click.option("--rounds", default=3, show_default=True)
@click.option("--films", default=8, show_default=True, help="In the batch; 0 leaves it out.")
def main(film: Path | None, seconds: float, rounds: int, films: int) -> None:
    """Print the seconds of each way, and their ratios."""
    assert load(paths.mapping_file(MAPPING)).hands == 2
    model = find_model(None)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        film = film or drawn(folder / "film.mp4", seconds)
        compare(film, model, rounds)
        if films:
            share([Film(Path(shutil.copy(film, folder / f"{i}.mp4")), str(i)) for i in range(films)], model)
    print(f"Machine: {machine()}")


def compare(film: Path, model: Path, rounds: int) -> None:
    ways = {"before": before, "now": now, "mediapipe": mediapipe}
    took: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            took[name].append(timed(lambda way=way: way(film, model)))
    for name, found in took.items():
        ratio = median(found) / median(took["before"])
        print(f"{name:10} {median(found):6.2f} s ({min(found):.2f} .. {max(found):.2f}), {ratio:.2f}")


def share(films: list[Film], model: Path) -> None:
    outs = [films[0].path.parent / name for name in ("alone", "shared")]
    recipes = [Recipe(out, MAPPING, ("midi",), FONT, "litert", model) for out in outs]
    alone = timed(lambda: one_after_the_other(films, recipes[0]))
    shared = timed(lambda: at_once(films, recipes[1]))
    print(
        f"{len(films)} films one after the other {alone:.2f} s, a batch {shared:.2f} s: {shared / alone:.2f}"
    )
    made = [[(out / f"{film.name}.mid").read_bytes() for film in films] for out in outs]
    print("The same bytes." if made[0] == made[1] else "NOT the same bytes.")


if __name__ == "__main__":
    main()
