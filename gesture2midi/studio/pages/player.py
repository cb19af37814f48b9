"""The page for everybody's hands: which one plays, its reach and its steadiness, each tried at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from nicegui import run, ui

from gesture2midi import paths
from gesture2midi.errors import PlayerError
from gesture2midi.gestures.profile import LONGEST_DWELL, SHORTEST_DWELL, Playing, Profile
from gesture2midi.studio.components.followed import Followed, FollowedList
from gesture2midi.studio.components.live_picture import Mirror
from gesture2midi.studio.components.page_frame import PARTS, Shell, button, heading
from gesture2midi.studio.components.signal_drawing import signal_drawing
from gesture2midi.studio.components.slider import Slider
from gesture2midi.studio.components.steadiness_card import SteadinessCard
from gesture2midi.studio.components.tile import press, tile
from gesture2midi.studio.services.device_settings import Change

_LOOK = 0.15
"""Seconds between two looks."""
_HANDS: dict[Playing, str] = {
    "both": "hands",
    "swap": "hands",
    "left": "left",
    "right": "right",
    "any": "hands",
}
"""What of them is drawn."""
_DWELL, _STEP = 0.6, 0.1
"""Seconds for which a key is stayed on at first, and by which that is made longer."""
_NOBODY = ""
_LEAST_REACH = 10
"""Per cent of the usual play area."""


class PlayerPage:
    """One browser's Player page; it follows what is changed on another."""

    def __init__(self, shell: Shell, token: str) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        self._before = self._hub.player.now
        self._shown: tuple[object, ...] = ()
        self._seconds = _DWELL
        with ui.element("div").classes("player"):
            with ui.element("div").classes("seen"):
                Mirror(shell, token)
                self._steadiness = SteadinessCard(shell)
            with ui.element("div").classes("side"):
                self._card(self._person)
                self._card(self._reach)
            with ui.element("div").classes("side"):
                self._card(self._easier)
                with ui.element("div").classes("row"):
                    ui.label(self._words("player.at_once")).classes("grow sent")
                    help_text, text = self._words("player.undo_help"), self._words("player.undo")
                    button(help_text, self._undo, text=text, icon="undo")
        self._look()
        ui.timer(_LOOK, self._look)

    def _card(self, build: Callable[[], None]) -> None:
        with ui.element("section").classes("card"):
            build()

    def _person(self) -> None:
        words = self._words
        heading(words("setup.person"))
        names = ui.select({}, label=words("setup.player"))
        names.props("outlined dense options-dense hide-bottom-space")
        self._names = FollowedList(names, self._choose)
        with ui.element("div").classes("row") as self._unnamed:
            self._name = ui.input(words("player.new")).props("outlined dense maxlength=64").classes("grow")
            button(words("player.keep_help"), self._keep, text=words("player.keep"))
        with ui.element("div").classes("tiles hands").props("role=group") as group:
            group.props["aria-label"] = words("calibrate.hands")
            self._tiles = {
                hands: tile(
                    signal_drawing(drawn, ""), words(f"player.{hands}"), partial(self._change, hands=hands)
                )[0]
                for hands, drawn in _HANDS.items()
            }

    def _reach(self) -> None:
        words = self._words
        with ui.element("div").classes("row"):
            heading(words("player.reach")).classes("grow")
            self._said = ui.label().classes("now")
        with ui.element("div").classes("between"):
            ui.label(words("player.small")).classes("muted")
            self._size = Slider(
                *(words("player.reach"), 100, 5), least=_LEAST_REACH, moved=self._say_reach, left=self._resize
            )
            ui.label(words("player.large")).classes("muted")
        with ui.element("div").classes("row"):
            with ui.link(target=PARTS["calibrate"]).classes("q-btn main link"):
                ui.label(words("player.measure"))
            button(words("player.here_help"), self._move_here, text=words("player.here"))
            ui.label(words("player.measure_help")).classes("muted small")

    def _easier(self) -> None:
        words = self._words
        heading(words("player.easier"))
        with ui.element("div").classes("row"):
            self._dwell = self._switch(
                words("player.dwell"),
                words("player.dwell_help"),
                lambda on: self._change(dwell=self._seconds if on else 0.0),
            )
            with ui.element("div").classes("row stepper").props("role=group") as steps:
                steps.props["aria-label"] = words("player.seconds")
                button(words("player.shorter"), partial(self._stay, -_STEP), icon="remove")
                self._stayed = ui.label().classes("strong")
                button(words("player.longer"), partial(self._stay, _STEP), icon="add")
        self._large = self._switch(
            words("player.large_keys"), words("player.large_keys_help"), lambda on: self._change(large=on)
        )
        self._slow = self._switch(
            words("player.slow"), words("player.slow_help"), lambda on: self._change(slow=on)
        )
        self._cues = Followed(ui.switch(words("setup.cues")), self._tell_by_ear)

    def _switch(self, name: str, about: str, turned: Callable[[bool], object]) -> Followed:
        """What is on or off, with what it does."""
        with ui.element("div").classes("eased"):
            made = ui.switch(name)
            ui.label(about).classes("muted small under")
        return Followed(made, turned)

    def _stay(self, longer: float) -> None:
        """Have a key stayed on for so many seconds more."""
        self._seconds = round(min(max(self._seconds + longer, SHORTEST_DWELL), LONGEST_DWELL), 1)
        self._say_stayed()
        if self._hub.player.now.dwell:
            self._change(dwell=self._seconds)

    def _say_stayed(self) -> None:
        self._stayed.text = self._words("player.stayed", seconds=f"{self._seconds:.1f}")

    def _look(self) -> None:
        """Draw the trace, and take in what was changed."""
        self._steadiness.look()
        playing = self._hub.devices.playing
        now = self._hub.player.now, playing.player, playing.cues
        if now != self._shown:
            self._shown = now
            self._show(*now)

    def _show(self, profile: Profile, name: str | None, cues: bool) -> None:
        known = {_NOBODY: self._words("setup.nobody")} | {one: one for one in paths.player_names()}
        self._names.show_among(name or _NOBODY, known | ({name: name} if name else {}))
        self._unnamed.visible = name is None
        for hands, made in self._tiles.items():
            press(made, hands == profile.hands)
        self._size.move(min(max(round(100 * profile.reach), _LEAST_REACH), 100))
        self._say_reach(100 * profile.reach)
        self._steadiness.show()
        self._seconds = profile.dwell or self._seconds
        self._say_stayed()
        for switch, on in (
            (self._dwell, bool(profile.dwell)),
            (self._large, profile.large),
            (self._slow, profile.slow),
            (self._cues, cues),
        ):
            switch.show(on)

    def _say_reach(self, percent: float) -> None:
        self._said.text = f"{percent:.0f} %"

    def _change(self, **fields: object) -> None:
        self._alter(lambda profile: replace(profile, **fields))  # type: ignore[arg-type]

    def _alter(self, change: Callable[[Profile], Profile]) -> None:
        self._shell.attempt(lambda: self._hub.player.change(change))

    def _resize(self, percent: float) -> None:
        self._alter(lambda profile: profile.reaching(percent / 100))

    def _move_here(self) -> None:
        """Have the play area of each hand that is seen about that hand."""
        places = dict(self._hub.steadiness.places)
        if not places:
            self._shell.tell(self._words("calibrate.show_hands"))
            return

        def around(profile: Profile) -> Profile:
            for side, place in places.items():
                profile = profile.reaching_around(side, *place)
            return profile

        self._alter(around)

    def _undo(self) -> None:
        """Have all as it was when the page was opened."""
        self._alter(lambda profile: replace(self._before, delay=profile.delay))

    async def _keep(self) -> None:
        name = str(self._name.value or "").strip()
        if self._shell.attempt(lambda: self._hub.player.keep_as(name)):
            self._name.value = ""
            await self._set(lambda now: {"player": name})

    async def _choose(self, name: str) -> None:
        await self._set(lambda now: {"player": name or None})
        self._before = self._hub.player.now

    async def _tell_by_ear(self, cues: bool) -> None:
        await self._set(lambda now: {"cues": cues})

    async def _set(self, change: Change) -> None:
        """Keep a choice, beside the pages; what cannot be kept is told, and shown as it was."""
        try:
            await run.io_bound(self._hub.choose, change)
        except PlayerError as error:
            self._shell.tell(str(error))
        self._shown = ()
