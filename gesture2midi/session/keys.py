"""What each key does in a set, and the window in which they are pressed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from gesture2midi.display.view import View
from gesture2midi.errors import PlayerError
from gesture2midi.session.commands import Commands
from gesture2midi.session.session import Moment


def actions(commands: Commands) -> dict[str, Callable[[], None]]:
    """Returns what each key does, in the window and on the terminal."""
    return {
        "q": commands.stop,
        "p": commands.panic,
        "m": commands.mappings.next,
        "r": commands.toggle_record,
        "l": commands.midi_learn.next,
        "v": commands.listen_for_voice,
    }


def open_window(commands: Commands, stack: ExitStack, say: Callable[[str], None]) -> None:
    """Show each moment in a window that closes with the stack; where there is no display, that is told."""
    from gesture2midi.display.window import Window

    try:
        window = Window(say)
    except PlayerError as error:
        say(str(error))
        return
    stack.callback(window.close)
    keys = actions(commands)
    shown: View | None = None

    def show() -> None:
        key = window.show(shown) if shown is not None else None
        if key is not None:
            keys[key]()

    def look(moment: Moment) -> None:
        nonlocal shown
        plan = commands.snapshot.plan(commands.session)
        shown = replace(commands.snapshot.view(moment, commands.session), plan=plan)
        show()

    commands.session.watchers.append(look)
    commands.session.idle = show
