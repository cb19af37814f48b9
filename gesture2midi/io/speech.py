"""Sentences read aloud by the system's own voice, for a player who does not see the page or the terminal."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence

LONGEST = 30.0
"""Seconds that one sentence may take."""
_END = 2.0
"""Seconds that the end of the set waits for the voice."""
_WINDOWS = (
    "Add-Type -AssemblyName System.Speech; "
    "(New-Object System.Speech.Synthesis.SpeechSynthesizer).Speak([Console]::In.ReadToEnd())"
)


def command_for(language: str) -> list[str] | None:
    """Returns the program that reads aloud what comes on its standard input; None where there is none.

    language: as in `en`; macOS and Windows speak in the voice that the player has chosen there.
    """
    for name in ("espeak-ng", "espeak"):
        if found := shutil.which(name):
            return [found, "-v", language, "--stdin"]
    if sys.platform == "darwin":
        return ["say", "-f", "-"]
    if sys.platform == "win32":
        return ["powershell", "-NoProfile", "-NonInteractive", "-Command", _WINDOWS]
    return None


class Speech:
    """Reads sentences aloud on a thread of its own; a new one breaks off the one before.

    Args:
        say: told in a sentence, once, why nothing is read aloud; from any thread.
        command: gives the program for a language.
    """

    def __init__(
        self,
        say: Callable[[str], None],
        command: Callable[[str], Sequence[str] | None] = command_for,
    ) -> None:
        self._say, self._command = say, command
        self._changed = threading.Condition()
        self._next: tuple[str, str] | None = None
        self._running: subprocess.Popen[str] | None = None
        self._thread: threading.Thread | None = None
        self._reading = self._closed = self._told = False

    def speak(self, sentence: str, language: str = "en") -> None:
        """Read it aloud, in place of what is being read; from any thread, without waiting."""
        with self._changed:
            if self._closed:
                return
            self._next = sentence, language
            self._break_off()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="speech", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def finish(self, seconds: float = LONGEST) -> None:
        """Wait until all is read, so many seconds at the most."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or (self._next is None and not self._reading), seconds
            )

    def close(self) -> None:
        """Fall silent; may be called twice."""
        with self._changed:
            self._closed = True
            self._break_off()
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join(_END)

    def _break_off(self) -> None:
        if self._running is not None:
            self._running.terminate()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._next is not None)
                if self._closed or self._next is None:
                    return
                (sentence, language), self._next = self._next, None
                self._reading = True
                command = self._command(language)
                try:
                    running = self._running = None if command is None else _begun(command)
                    why = "" if running else "no voice is installed; on Linux install espeak-ng"
                except OSError as error:
                    running, why = None, f"{error.strerror}"
            if running is None:
                self._tell(why)
            else:
                self._read(running, sentence)
            with self._changed:
                self._reading = False
                self._changed.notify_all()

    def _read(self, running: subprocess.Popen[str], sentence: str) -> None:
        try:
            running.communicate(sentence, timeout=LONGEST)
        except subprocess.TimeoutExpired:
            running.kill()
            running.communicate()
        with self._changed:
            self._running = None
            wanted = not self._closed and self._next is None
        if running.returncode and wanted:
            self._tell("the system's voice does not play here")

    def _tell(self, why: str) -> None:
        if not self._told:
            self._told = True
            self._say(f"Nothing is read aloud: {why}.")


def _begun(command: Sequence[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
    )
