"""How far the landmarks of face and body lie from MediaPipe's on the same pictures, film by film.

    python -m benchmarks people_accuracy                    # it makes an environment; 400 MB, some minutes
    python -m benchmarks people_accuracy --environment DIR  # it is kept there, and used again

MediaPipe 0.10.21 runs in a virtual environment of its own, as no other version has these models whole. It
counts 30 fps and does not smooth what it gives. A landmark outside the picture, which the models guess,
does not count, nor does one of a body that MediaPipe does not see. Beside each figure stands how far
MediaPipe lies from itself where every number of the picture is changed by 1 of 255 at the most: no tracker
can be told apart below that.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import venv
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import FILMS
from gesture2midi.capture.video import Video
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Image, Part
from gesture2midi.tracking.people.body_tracker import BodyTracker
from gesture2midi.tracking.people.face_tracker import FaceTracker
from gesture2midi.tracking.people.models import find_models

MEDIAPIPE = "mediapipe==0.10.21"
PARTS: tuple[Part, ...] = ("face", "body")
PICTURES = 60
STEP = 0.033333
"""Seconds between two pictures, as MediaPipe counts them."""
IN_VIEW = 0.5
SCRIPT = Path(__file__).with_name("mediapipe_landmarks.py")


def python_of(environment: Path) -> Path:
    """Returns the Python of an environment with MediaPipe, which is made where it is not there."""
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        venv.create(environment, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", MEDIAPIPE], check=True)
    return python


def theirs(python: Path, part: Part, pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Returns what MediaPipe finds, see `mediapipe_landmarks`."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / "pictures.npy", Path(folder) / "landmarks.npy"
        np.save(source, pictures)
        subprocess.run([python, SCRIPT, part, source, target], check=True, stderr=subprocess.DEVNULL)
        return np.load(target)


def ours(part: Part, pictures: NDArray[np.uint8]) -> list[NDArray[np.float64] | None]:
    """Returns the pixels of the landmarks in each picture."""
    if part == "face":
        face = FaceTracker(find_models("face"))
        return [face.mesh(picture) for picture in pictures]
    body = BodyTracker(find_models("body"))
    poses = [body.pose(picture, STEP * (i + 1)) for i, picture in enumerate(pictures)]
    return [None if pose is None else pose[0] for pose in poses]


def off(mine: NDArray[np.float64], other: NDArray[np.float64], picture: Image) -> NDArray[np.float64]:
    """Returns the pixels between the landmarks that count."""
    height, width = picture.shape[:2]
    counts = ((other[:, :2] >= 0) & (other[:, :2] < (width, height))).all(axis=1)
    if other.shape[1] > 2:
        counts &= other[:, 2] >= IN_VIEW
    return np.hypot(*(mine[counts, :2] - other[counts, :2]).T)


def said(
    found: Sequence[NDArray[np.float64] | None], reference: NDArray[np.float64], pictures: NDArray[np.uint8]
) -> tuple[str, str]:
    """Returns the mean and the 95th percentile of the pixels between two answers; "" where there are none."""
    each = [
        off(mine, other, picture)
        for mine, other, picture in zip(found, reference, pictures, strict=True)
        if mine is not None and np.isfinite(other).all()
    ]
    apart = np.concatenate([np.zeros(0), *each])
    return (f"{np.mean(apart):.2f}", f"{np.percentile(apart, 95):.2f}") if len(apart) else ("", "")


def row(python: Path, part: Part, film: Path) -> tuple[str, ...]:
    """Returns what the table says of a film."""
    pictures = np.array(
        [frame.image for frame, _ in zip(Video(film).frames(), range(PICTURES), strict=False)]
    )
    reference, found = theirs(python, part, pictures), ours(part, pictures)
    noise = np.random.default_rng(0).integers(-1, 2, pictures.shape)
    noisy = theirs(python, part, np.clip(pictures + noise, 0, 255).astype(np.uint8))
    again = [look if np.isfinite(look).all() else None for look in noisy]
    seen = sum(bool(np.isfinite(look).all()) for look in reference)
    mine = sum(look is not None for look in found)
    size = f"{pictures.shape[2]}x{pictures.shape[1]}"
    told = (*said(found, reference, pictures), *said(again, reference, pictures))
    return film.stem, size, f"{len(pictures)}", f"{seen}", f"{mine}", *told


@click.command()
@click.option("--environment", type=click.Path(path_type=Path), help="Where MediaPipe is, or is to be.")
@click.option("--part", "parts", type=click.Choice(["face", "body"]), multiple=True, help="Both otherwise.")
@click.option("--film", "films", multiple=True, help="Its name beside this checkout; all films otherwise.")
def main(environment: Path | None, parts: tuple[Part, ...], films: tuple[str, ...]) -> None:
    """Print a line for each film."""
    if not FILMS.is_dir():
        raise click.ClickException("The shared films are not beside this checkout.")
    chosen = [film for film in sorted(FILMS.glob("*.mp4")) if not films or film.stem in films]
    with tempfile.TemporaryDirectory() as made:
        python = python_of(environment or Path(made) / "mediapipe")
        columns = ("film", "size", "frames", "MediaPipe sees", "this", "mean px", "p95", "with noise", "p95")
        for part in parts or PARTS:
            click.echo(f"The {part}")
            print_table(columns, [row(python, part, film) for film in chosen], right=range(2, 9))


if __name__ == "__main__":
    main()
