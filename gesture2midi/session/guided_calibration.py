"""Guides a player through a calibration: a source in, what was measured out, each step told and shown."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from gesture2midi.display.view import Meter, View
from gesture2midi.errors import PlayerError
from gesture2midi.events import Frame, Hands
from gesture2midi.gestures.calibration import STEPS, Calibration, Progress
from gesture2midi.gestures.stroke_calibration import COUNT, STROKES, StrokeCalibration
from gesture2midi.session.session import Source
from gesture2midi.session.snapshot import BLANK
from gesture2midi.session.trackers import MakeTracker


def guide(
    source: Source,
    tracker: MakeTracker | None,
    *,
    preview: bool,
    say: Callable[[str], None],
    on_progress: Callable[[str, int, int | None], None],
    strokes: StrokeCalibration | None = None,
) -> Calibration:
    """Play the source until every step has had its time, the source ends, or `q` is pressed.

    preview: open the window; a display that is not there is told, and the terminal does.
    say: told what to do at the beginning of each step. on_progress: step, percent done, 100.
    strokes: takes in the steps with strokes, which come last and may be skipped; None leaves them out.

    Raises:
        PlayerError: the source or the tracker fails.
    """
    calibration = Calibration()
    steps = len(STEPS) + (len(STROKES) if strokes is not None else 0)
    with ExitStack() as stack:
        stack.callback(source.close)
        tracking = stack.enter_context(tracker(2)) if tracker is not None else None
        show = _window(stack, say) if preview else lambda view: None
        told = 0
        for item in source.frames():
            if item is None:
                continue
            if isinstance(item, Frame):
                assert tracking is not None, "pictures need a tracker"
                frame, hands = item, tracking.track(item)
            else:
                frame, hands = Frame(item.t, item.index, BLANK, False, 0.0), item
            progress = calibration.update(hands)
            if progress.step is None and strokes is not None:
                progress = strokes.update(hands)
                progress = replace(progress, number=progress.number + len(STEPS))
            if progress.step is None:
                break
            if progress.number == told:
                told += 1
                say(f"{told}/{steps}  {progress.step.words}")
            on_progress(progress.step.name, round(progress.part * 100), 100)
            if show(_view(frame, hands, progress, steps)) == "q":
                break
    return calibration


def _view(frame: Frame, hands: Hands, progress: Progress, steps: int) -> View:
    assert progress.step is not None
    step = progress.step
    left = f"{progress.left:.0f} s"
    if step in STROKES:
        left = f"{round(COUNT * progress.part)} of {COUNT}"
    return View(
        frame=frame,
        hands=hands,
        gestures=None,
        sounding=(),
        scene=step.name,
        mapping=f"Step {progress.number + 1} of {steps}",
        meters=(Meter(step.name, progress.part, left),),
        fps=hands.index / hands.t if hands.t > 0 else 0.0,
        notice=step.words if hands.hands else "Show your hands to the camera.",
    )


def _window(stack: ExitStack, say: Callable[[str], None]) -> Callable[[View], str | None]:
    from gesture2midi.display.window import Window

    try:
        window = Window(say)
    except PlayerError as error:
        say(str(error))
        return lambda view: None
    stack.callback(window.close)
    return window.show
