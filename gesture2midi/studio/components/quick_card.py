"""Quick settings: another key, scale, octave, sound, tempo or hand, laid over the mapping that plays."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from nicegui import ui

from gesture2midi.mapping.editing.quick import MOST_OCTAVES, ROOTS, STEADIEST, Offered, Quick
from gesture2midi.music import general_midi
from gesture2midi.music.scales import SCALES
from gesture2midi.studio.components.knob import Knob
from gesture2midi.studio.components.page_frame import Shell, button, heading, mark

_TEMPI = (20, 300)
_NOTES = tuple(f"{name}{octave}" for octave in range(1, 8) for name in "CDEFGAB")


class QuickCard:
    """Shows what the mapping has of them; `show` builds it anew."""

    def __init__(self, shell: Shell) -> None:
        self._shell, self._hub, self._words = shell, shell.hub, shell.words
        words = self._words
        with ui.element("section").classes("card quick off-stage") as self._card:
            with ui.element("div").classes("row"):
                heading(words("play.quick")).classes("grow")
                self._reset = button(words("play.reset_help"), self._set_back, icon="undo")
                button(words("play.save_as_help"), self._save, text=words("play.save_as"))
            self._fields = ui.element("div").classes("fields-quick")

    def show(self) -> None:
        """Take in another mapping, or what was laid over it."""
        have, quick = self._hub.quick.offered, self._hub.quick.laid
        self._card.visible = have != Offered() or self._hub.sound.sound is not None
        self._reset.set_enabled(quick != Quick())
        self._fields.clear()
        with self._fields:
            self._build(have, quick)

    def _build(self, have: Offered, quick: Quick) -> None:
        words = self._words
        if have.root is not None:
            self._list("root", words("play.key"), ROOTS, quick.root or have.root)
        if have.scale is not None:
            names = tuple(name for name in SCALES if name != "chromatic")
            self._list("scale", words("play.scale"), names, quick.scale or have.scale)
        if have.program is not None:
            programs = tuple(general_midi.program_name(number) for number in range(128))
            self._list("program", words("play.instrument"), programs, quick.program or have.program)
        if have.notes:
            with ui.element("div").classes("row stepper").props("role=group"):
                ui.label(words("play.octave")).classes("grow")
                button(words("play.octave_down"), partial(self._step, -1), icon="remove")
                ui.label(f"{quick.octave:+d}" if quick.octave else "0").classes("strong")
                button(words("play.octave_up"), partial(self._step, 1), icon="add")
        if have.low is not None and have.high is not None:
            self._list("low", words("play.low"), _NOTES, quick.low or have.low)
            self._list("high", words("play.high"), _NOTES, quick.high or have.high)
        if have.hands:
            swap = button(words("play.swap_help"), self._swap, text=words("play.swap"))
            mark(swap, "on", quick.swapped)
            swap.props["aria-pressed"] = "true" if quick.swapped else "false"
        with ui.element("div").classes("knobs"):
            if have.levels:
                Knob(words("play.steady"), STEADIEST, 20, quick.steady, left=self._set_steady)
            if have.tempo is not None:
                Knob(
                    words("play.tempo"),
                    _TEMPI[1],
                    1,
                    quick.tempo or have.tempo,
                    least=_TEMPI[0],
                    text="{:g}".format,
                    left=self._set_tempo,
                )
            sound = self._hub.sound.sound
            if sound is not None:
                for what, value in (("reverb", sound.reverb), ("volume", sound.volume)):
                    Knob(
                        words(f"play.{what}"),
                        100,
                        1,
                        round(100 * value),
                        moved=partial(self._sound, what),
                        left=partial(self._keep_sound, what),
                    )

    def _sound(self, what: str, percent: float) -> None:
        """Have it heard while the knob is turned."""
        part = percent / 100
        self._hub.sound.adjust(
            lambda sound: replace(sound, volume=part) if what == "volume" else replace(sound, reverb=part)
        )

    def _keep_sound(self, what: str, percent: float) -> None:
        quick, part = self._hub.quick.laid, percent / 100
        quick = replace(quick, volume=part) if what == "volume" else replace(quick, reverb=part)
        if self._shell.attempt(lambda: self._hub.quick.keep(quick)):
            self._reset.set_enabled(True)

    def _list(self, what: str, label: str, names: tuple[str, ...], value: str) -> None:
        shown = names if value in names else (value, *names)
        ui.select(
            list(shown),
            label=label,
            value=value,
            with_input=what == "program",
            on_change=lambda e: self._choose(what, e.value),
        ).props("outlined dense options-dense hide-bottom-space")

    def _choose(self, what: str, value: str | None) -> None:
        if value is None:  # while another is being looked for
            return
        quick = self._hub.quick.laid
        self._set(
            replace(quick, root=value)
            if what == "root"
            else replace(quick, scale=value)
            if what == "scale"
            else replace(quick, low=value)
            if what == "low"
            else replace(quick, high=value)
            if what == "high"
            else replace(quick, program=value)
        )

    def _step(self, by: int) -> None:
        quick = self._hub.quick.laid
        self._set(replace(quick, octave=max(-MOST_OCTAVES, min(MOST_OCTAVES, quick.octave + by))))

    def _set_tempo(self, tempo: float) -> None:
        self._set(replace(self._hub.quick.laid, tempo=tempo))

    def _set_steady(self, milliseconds: float) -> None:
        self._set(replace(self._hub.quick.laid, steady=round(milliseconds)))

    def _swap(self) -> None:
        quick = self._hub.quick.laid
        self._set(replace(quick, swapped=not quick.swapped))

    def _set_back(self) -> None:
        self._set(Quick())

    def _set(self, quick: Quick) -> None:
        self._shell.attempt(lambda: self._hub.quick.lay(quick))

    def _save(self) -> None:
        self._shell.attempt(self._hub.quick.save_as_own)
