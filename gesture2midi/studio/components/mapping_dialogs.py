"""Short questions on the Mapping page: a new control, a new mapping, another name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import cast

from nicegui import ui

from gesture2midi.mapping.editing.starters import STARTED
from gesture2midi.mapping.template import HANDS, PLAYS, RANGE, SCALE, Plays, Wish, With
from gesture2midi.studio.components.page_frame import button, heading
from gesture2midi.studio.words import Words

_LONGEST = 60


@contextmanager
def _dialog(words: Words, title: str, done: Callable[[], Awaitable[None] | None]) -> Iterator[ui.dialog]:
    """A card with questions, and two buttons; it is gone from the page once it is closed."""
    with ui.dialog() as dialog, ui.element("div").classes("card dialog q-card"):
        dialog.props["aria-label"] = title
        heading(title)
        yield dialog

        async def finish() -> None:
            dialog.close()
            waits = done()
            if waits is not None:
                await waits

        with ui.element("div").classes("row"):
            button(words("mapping.make"), finish, text=words("mapping.make"), kind="main")
            button(words("mapping.cancel"), dialog.close, text=words("mapping.cancel"))
    dialog.on("hide", dialog.delete)
    dialog.open()


def ask_control(words: Words, add: Callable[[str, str], Awaitable[None]]) -> None:
    """Ask for a hand and a kind of control; `add` is told the kind, then the hand."""
    with _dialog(words, words("mapping.add_control"), lambda: add(str(kind.value), str(hand.value))):
        ui.label(words("mapping.which_hand")).classes("question")
        hand = ui.radio({one: words(f"hand.{one}") for one in ("right", "left", "any")}, value="right")
        hand.props("inline")
        hand.props["aria-label"] = words("mapping.which_hand")
        kinds = {send: f"{words.named('kind', send)} · {send}" for send in STARTED}
        kind = ui.select(kinds, value="cc", label=words("field.send")).props("outlined dense options-dense")


def ask_mapping(words: Words, create: Callable[[Wish], None]) -> None:
    """Ask what `gesture2midi new` asks; `create` is told the wish."""

    def wish() -> None:
        played = cast("Plays", plays.value)
        create(
            Wish(
                str(name.value or "").strip()[:_LONGEST] or words("mapping.new"),
                played,
                cast("With", hand.value),
                str(scale.value or SCALE),
                str(within.value or RANGE),
            )
        )

    with _dialog(words, words("mapping.new"), wish):
        name = ui.input(words("mapping.new_name")).props(f"outlined dense maxlength={_LONGEST} autofocus")
        ui.label(words("mapping.new_plays")).classes("question")
        plays = ui.radio({one: words(f"mapping.{one}") for one in PLAYS}, value=PLAYS[0]).props("inline")
        plays.props["aria-label"] = words("mapping.new_plays")
        ui.label(words("mapping.new_hand")).classes("question")
        sides = {one: words("mapping.both" if one == "both" else f"hand.{one}") for one in HANDS}
        hand = ui.radio(sides, value="right").props("inline")
        hand.props["aria-label"] = words("mapping.new_hand")
        with ui.element("div").classes("pair") as notes:
            scale = ui.input(words("field.scale"), value=SCALE).props("outlined dense maxlength=60")
            within = ui.input(words("field.range"), value=RANGE).props("outlined dense maxlength=20")
        notes.bind_visibility_from(plays, "value", lambda value: value in ("notes", "chords"))


def ask_name(words: Words, now: str, rename: Callable[[str], Awaitable[None]]) -> None:
    """Ask for another name of a mapping."""

    async def take() -> None:
        wanted = str(name.value or "").strip()
        if wanted and wanted != now:
            await rename(wanted)

    with _dialog(words, words("mapping.rename"), take):
        name = ui.input(words("mapping.new_name"), value=now).props(f"outlined dense maxlength={_LONGEST}")
