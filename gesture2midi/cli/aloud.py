"""What a command asks of the player, on the terminal and, where that is wanted, read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

from gesture2midi.cli.common import say


@contextmanager
def telling(aloud: bool) -> Iterator[Callable[[str], None]]:
    """What tells the player something. A number of a step, which two spaces follow, is not read aloud."""
    from gesture2midi.io.speech import Speech

    with closing(Speech(say)) as speech:

        def tell(text: str) -> None:
            say(text)
            if aloud:
                speech.speak(text.partition("  ")[2] or text)

        yield tell
        speech.finish()
