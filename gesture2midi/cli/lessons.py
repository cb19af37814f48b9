"""What `gesture2midi teach` does with the sources that it is shown."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gesture2midi import paths
from gesture2midi.cli.common import echo, progress, say, tracker
from gesture2midi.errors import SourceError, UsageError

if TYPE_CHECKING:
    from gesture2midi.events import Hands, Side
    from gesture2midi.gestures.custom.files import Gesture
    from gesture2midi.tracking.tracker import Tracker

PATIENCE = 20
"""Quarters of a second without a picture, after which a camera is taken to be gone."""


def _values(preset: str) -> list[float]:
    try:
        return [float(value) for value in preset.split(",")]
    except ValueError:
        raise UsageError(f"The preset {preset[:60]!r} is no list of numbers: write it as 0,0.5,1.") from None


def teach_map(
    name: str,
    presets: Sequence[str],
    sources: Sequence[str],
    seconds: int | None,
    hand: Side | None,
    replace: bool,
    model: Path | None,
    tracker_kind: str,
    told: Callable[[str], None],
) -> None:
    from gesture2midi.gestures.custom import files
    from gesture2midi.gestures.custom.preset_map import check_presets
    from gesture2midi.session import gesture_lesson
    from gesture2midi.session.sources import is_live, is_take

    path = gesture_lesson.free_file(name, replace=replace)
    values = [_values(preset) for preset in presets]
    if wrong := check_presets(values):
        raise UsageError(f"This is no map: {wrong}; give each as --preset 0,0.5,1.")
    if len(sources) == 1 and is_live(sources[0], False):
        sources = list(sources) * len(values)  # one camera is shown them in turn
    if len(sources) != len(values):
        raise UsageError(f"There are {len(values)} presets and {len(sources)} sources: give one for each.")
    of_camera = gesture_lesson.PRESET_SECONDS
    tracked = any(not is_take(source) for source in sources)
    with tracker(model, tracker_kind, in_step=True)(2) if tracked else nullcontext() as hand_tracker:
        shown = [
            [watch(source, f"show the hand for {preset}", hand_tracker, seconds, of_camera, told)]
            for source, preset in zip(sources, presets, strict=True)
        ]
    learnt = gesture_lesson.learn_map(name, values, shown, side=hand)
    files.write(learnt.gesture, path)
    tell(learnt.gesture, path)
    errors = ", ".join(f"{name}.{i + 1} {100 * error:.1f} %" for i, error in enumerate(learnt.errors))
    echo(f"  trained    {learnt.seconds:.2f} s; cross-validated error {errors}")
    if learnt.poor:
        say("That is much: show hands that differ more, each turned and moved as you will play it.")


def teach_gesture(
    name: str,
    kind: Literal["pose", "motion"],
    sources: Sequence[str],
    others: Sequence[str],
    seconds: int | None,
    hand: Side | None,
    turned: bool,
    picture: Path | None,
    replace: bool,
    model: Path | None,
    tracker_kind: str,
    told: Callable[[str], None],
) -> None:
    from gesture2midi.gestures.custom import files
    from gesture2midi.session import gesture_lesson
    from gesture2midi.session.sources import is_live, is_take

    path = gesture_lesson.free_file(name, replace=replace)
    if not others:
        # A player before a camera is asked for both; files are only what they are said to be.
        others = [source for source in sources[:1] if is_live(source, False)]
    of_camera = gesture_lesson.SECONDS[kind]
    tracked = any(not is_take(source) for source in (*sources, *others))
    with tracker(model, tracker_kind, in_step=True)(2) if tracked else nullcontext() as hand_tracker:
        shown = [watch(source, f"show {name}", hand_tracker, seconds, of_camera, told) for source in sources]
        meant_not = [
            watch(source, f"not {name}", hand_tracker, seconds, of_camera, told) for source in others
        ]
    known = files.read_all(paths.gestures(), say)
    learnt = gesture_lesson.learn_from(name, kind, shown, meant_not, known, side=hand, turned=turned)
    drawn = picture or path.with_suffix(".png")
    learnt.keep(path, drawn)
    tell(learnt.gesture, path)
    echo(
        f"  trained    {learnt.seconds:.2f} s; cross-validated {100 * learnt.found:.1f} % found, "
        f"{100 * learnt.mistaken:.1f} % of what is not meant taken for it"
    )
    if learnt.strangers is not None:
        taken, of = learnt.strangers
        echo(
            f"  strangers  {taken} of {of} hands of other people, none of them learnt from, taken for it "
            f"({100 * taken / max(of, 1):.1f} %)"
        )
    if learnt.poor:
        say("That is little: show it again, turned and moved as you will play it, and more that it is not.")
    echo(f"  picture    {drawn}")


def tell(gesture: Gesture, path: Path) -> None:
    from gesture2midi.gestures.custom.preset_map import PresetMap

    name = gesture.name
    if isinstance(gesture, PresetMap):
        *values, match = (f"right.{signal}" for signal in gesture.signals)
        echo(f"`{name}` is known: {', '.join(values)} in a mapping, and {match} says how well it fits.")
    else:
        echo(f"`{name}` is known: right.{name}, left.{name} or any.{name} in a mapping.")
    echo(f"  gesture    {path}")


def watch(
    source: str,
    task: str,
    tracked: Tracker | None,
    seconds: int | None,
    of_camera: int,
    told: Callable[[str], None] = say,
) -> list[Hands]:
    """All hands that the source shows in its time, without those of the countdown before a camera.

    told: what the player is to do, and when.

    Raises:
        SourceError: it cannot be opened, or the camera gives no picture.
    """
    from gesture2midi.events import Frame
    from gesture2midi.session import sources
    from gesture2midi.session.gesture_lesson import COUNTDOWN, Showing

    live = sources.is_live(source, False)
    length = seconds or (of_camera if live else float("inf"))
    opened = sources.open_source(source, size=(640, 480), fps=30, mirror=None, realtime=False, on_problem=say)
    # Every picture of a folder is a hand of its own, and not the next moment of the one before.
    apart = os.path.isdir(source)
    if live:
        told(f"{task[:1].upper()}{task[1:]} in {COUNTDOWN} s, for {length:g} s.")
    showing = Showing(length, COUNTDOWN * live)
    begun, silent = False, 0
    with closing(opened), progress() as on_progress:
        for item in opened.frames():
            silent = 0 if item is not None else silent + 1
            if silent == PATIENCE:
                raise SourceError(f"{opened.name} gives no picture: see that no other program has it.")
            if item is None:
                continue
            if tracked is not None and (apart or not begun):
                tracked.reset()
            begun = True
            hands = tracked.track(item) if isinstance(item, Frame) and tracked is not None else item
            assert not isinstance(hands, Frame), "pictures need a tracker"
            waiting = showing.since < 0
            showing.update(hands)
            if live and waiting and showing.since >= 0:
                told("Now.")
            if showing.done:
                break
            if showing.since < 0:
                on_progress("get ready", COUNTDOWN + int(showing.since), COUNTDOWN)
            else:
                done = (int(showing.since), int(length)) if live else (len(showing.film), opened.total)
                on_progress(task, *done)
    return showing.film
