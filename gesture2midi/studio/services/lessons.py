"""Lessons that have the player's hands. They are the set's, so that every page of one shows the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.gestures.calibration import STEPS, Calibration, Measured, Progress
from gesture2midi.gestures.custom import files
from gesture2midi.gestures.custom.files import Taught
from gesture2midi.session import gesture_lesson
from gesture2midi.session.commands import Commands
from gesture2midi.session.gesture_lesson import COUNTDOWN, SECONDS, Lesson, Showing
from gesture2midi.session.session import Moment


class Measuring:
    """A player is measured: called with each moment on the set's thread, read by the pages.

    hands: which hand plays, as the page has it.
    outcome: what was measured and the file it is in, or why there is none; None until then.
    """

    def __init__(self, player: str, hands: str) -> None:
        self.player, self.hands = player, hands
        self.calibration = Calibration()
        self.progress = Progress(STEPS[0], 0, 0.0)
        self.seen = False
        self.outcome: tuple[Measured, Path] | PlayerError | None = None

    def back(self) -> None:
        """Go a step back; on the set's thread."""
        self.calibration.back()

    def __call__(self, moment: Moment) -> None:
        self.seen = bool(moment.hands.hands)
        self.progress = self.calibration.update(moment.hands)


class Teaching:
    """A gesture is shown, and then what it is not: called with each moment on the set's thread.

    turned: see `teach.pose`. replace: a gesture of that name is taught anew.
    outcome: what was learnt and its picture (PNG), or why nothing was; None until then.
    """

    def __init__(self, name: str, kind: Literal["pose", "motion"], *, turned: bool, replace: bool) -> None:
        self.name, self.kind, self.turned, self._replace = name, kind, turned, replace
        self.showings = self._fresh()
        self.outcome: tuple[Lesson, bytes] | PlayerError | None = None

    def back(self) -> None:
        """Show the gesture anew; on the set's thread."""
        if not self.shown:
            self.showings = self._fresh()

    def _fresh(self) -> tuple[Showing, ...]:
        return tuple(Showing(SECONDS[self.kind], COUNTDOWN) for _ in range(2))

    def __call__(self, moment: Moment) -> None:
        if not self.shown:
            self.showings[self.number].update(moment.hands)

    @property
    def shown(self) -> bool:
        """Whether all was shown, and can be learnt."""
        return self.showings[-1].done

    @property
    def number(self) -> int:
        """0 while the gesture is to be shown, 1 while what it is not is."""
        return int(self.showings[0].done)

    def file(self) -> Path:
        """Where it will be kept.

        Raises:
            UsageError: no gesture can be called so, or there is one already.
        """
        return gesture_lesson.free_file(self.name, replace=self._replace)

    def learn(self, know: Callable[[Taught], None], say: Callable[[str], None]) -> None:
        """Learn it beside the pages; Python's part of it is short, and waits for the music.

        know: makes gestures known to the set. say: told which file of a gesture cannot be read.
        """
        shown, others = (showing.film for showing in self.showings)
        try:
            path = self.file()
            known = files.read_all(paths.gestures(), say)
            learnt = gesture_lesson.learn_from(
                self.name, self.kind, [shown], [others], known, turned=self.turned
            )
            rest = [gesture for gesture in known.gestures if gesture.name != self.name]
            know(files.collect([*rest, learnt.gesture]))
            picture = path.with_suffix(".png")
            learnt.keep(path, picture)
            self.outcome = learnt, picture.read_bytes()
        except PlayerError as error:
            self.outcome = error


Pupil = TypeVar("Pupil", bound="Measuring | Teaching")


class Lessons(Generic[Pupil]):
    """The newest lesson of its kind. It goes on for as long as a page of it is open somewhere.

    A page that is loaded anew is open all the while: its browser may be away for some seconds.
    """

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._pages = 0
        self.learner: Pupil | None = None
        self.running = False

    def attend(self, on_left: Callable[[Callable[[], None]], Any]) -> None:
        """Another page is open, until it calls what `on_left` is given."""
        self._pages += 1
        on_left(self._leave)

    def begin(self, learner: Pupil) -> None:
        """Give it the hands, in place of the lesson before.

        Raises:
            UsageError: a page of another kind has them.
        """
        self.stop()
        self._commands.train(learner)
        self.learner, self.running = learner, True

    def back(self) -> None:
        """Have the lesson that runs go a step back."""
        learner = self.learner
        if learner is not None and self.running:
            self._commands.session.ask(learner.back)

    def stop(self) -> None:
        """The player plays again."""
        if self.learner is not None:
            self._commands.end_training(self.learner)
        self.running = False

    def forget(self) -> None:
        """What the last one gave counts no more."""
        if not self.running:
            self.learner = None

    def _leave(self) -> None:
        self._pages -= 1
        if not self._pages:
            self.stop()
