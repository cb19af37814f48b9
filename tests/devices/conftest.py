"""Real programs at the other end. Each is judged by what it received, never by its exit status.

A JACK server is stopped with SIGTERM and waited for: one that was killed hard keeps one of the eight
places in shared memory, until no server starts any more. The `jack_*` programs can hang on a sick
server, so each runs under `timeout`.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from midi_bytes import changes
from needed import missing

from gesture2midi.display.window import TITLE

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0  # seconds; what is there in milliseconds on an idle machine
LIMIT = 600.0  # seconds a test of this folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Gives each device test the time to wait for several programs, or to fail with what they printed."""
    for item in items:
        if Path(__file__).parent in item.path.parents and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(LIMIT))


def _need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            missing(f"{program} is not installed")


def _until(arrived: Callable[[], bool], what: Callable[[], str]) -> None:
    end = time.monotonic() + PATIENCE
    while not arrived():
        if time.monotonic() > end:
            pytest.fail(f"waited {PATIENCE:.0f} s in vain: {what()}")
        time.sleep(0.02)


def _stop(process: subprocess.Popen[bytes], by: signal.Signals = signal.SIGTERM) -> None:
    process.send_signal(by)
    process.wait(timeout=PATIENCE)


class Listener:
    """A program that prints what it receives, one thing a line."""

    def __init__(self, command: list[str], log: Path, env: dict[str, str] | None = None) -> None:
        self._log = log
        with log.open("wb") as out:
            self.process = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=env)

    def text(self) -> str:
        return self._log.read_text(errors="replace")

    def wait_for(self, arrived: Callable[[str], bool]) -> str:
        """All that it printed, once `arrived` finds what it looks for in there."""
        _until(lambda: arrived(self.text()), lambda: f"{self.process.args} printed\n{self.text()[-3000:]}")
        return self.text()


@pytest.fixture
def listen(tmp_path: Path) -> Iterator[Callable[..., Listener]]:
    """Starts a program that listens; skips where it is not installed."""
    started: list[Listener] = []

    def start(*command: str, env: dict[str, str] | None = None) -> Listener:
        _need(command[0])
        started.append(Listener(list(command), tmp_path / f"listener{len(started)}.log", env))
        return started[-1]

    yield start
    for listener in started:
        # By this alone does a jack_* program take its leave, else its server looks for it for seconds.
        _stop(listener.process, signal.SIGINT)


@pytest.fixture
def until() -> Callable[[Callable[[], bool], Callable[[], object]], None]:
    """Waits until something is so; the second says what is seen instead, where that is in vain."""
    return lambda arrived, what: _until(arrived, lambda: str(what()))


@pytest.fixture
def free_port() -> int:
    """A UDP port that nobody listens to on this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.bind(("127.0.0.1", 0))
        number: int = udp.getsockname()[1]
        return number


class JackServer:
    """A jackd of this test alone, without a sound card.

    Its period is long (21 ms): with 128 samples a busy machine misses some, and JACK loses what was
    under way in them, from any program to any other.
    """

    def __init__(self, log: Path) -> None:
        name = f"g2m-{uuid.uuid4().hex[:8]}"
        self.env = os.environ | {
            "JACK_DEFAULT_SERVER": name,
            "JACK_NO_AUDIO_RESERVATION": "1",
            "JACK_NO_START_SERVER": "1",
            "PYTHONPATH": str(ROOT),
        }
        self._log = log
        self._name = name
        self.start()

    def start(self) -> None:
        """Start it, or start it again once it was stopped."""
        with self._log.open("wb") as out:
            self.process = subprocess.Popen(
                ["jackd", "-n", self._name, "-S", "-r", "-d", "dummy", "-r", "48000", "-p", "1024"],
                stdout=out,
                stderr=out,
                env=self.env,
            )

    def ready(self) -> bool:
        assert self.process.poll() is None, "jackd has ended; too many servers? then rm -r /dev/shm/jack*"
        return "system:playback_1" in self.ask("jack_lsp")

    def ask(self, *command: str) -> str:
        """What a jack_* program printed."""
        return subprocess.run(
            ["timeout", "-k", "1", "10", *command], env=self.env, capture_output=True, text=True
        ).stdout

    def connect(self, source: str, destination: str) -> None:
        """Connect two ports as soon as both are there."""

        def connected() -> bool:
            self.ask("jack_connect", source, destination)
            ports = self.ask("jack_lsp", "-c").splitlines()
            return source in ports and f"   {destination}" in ports[ports.index(source) + 1 :]

        _until(connected, lambda: self.ask("jack_lsp", "-c"))

    def clients(self) -> list[str]:
        """The ports of others. A server that is just taking leave of one lists it still."""
        listed = self.ask("jack_lsp").splitlines()
        return [port for port in listed if not port.startswith("system:")] if listed else ["nobody answers"]

    def stop(self) -> None:
        """The server dies with its clients alive."""
        _stop(self.process)

    def end(self) -> None:
        """Stop it when its clients have gone: in the middle of a leave it can die of SIGPIPE."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            try:
                _until(lambda: not self.clients(), lambda: f"jack_lsp: {self.clients()}")
            finally:
                self.stop()


@pytest.fixture
def jack_server(tmp_path: Path) -> Iterator[JackServer]:
    _need("jackd", "jack_lsp", "jack_connect", "timeout")
    log = tmp_path / "jackd.log"
    server = JackServer(log)
    try:
        _until(server.ready, lambda: f"jackd printed\n{log.read_text()}")
        yield server
    finally:
        server.end()


class MidiDump:
    """jack_midi_dump: prints the bytes of every event that its port receives."""

    port = "hear:input"

    def __init__(self, listener: Listener) -> None:
        self._listener = listener

    def received(self, count: int) -> list[bytes]:
        """Everything received that changed something, once it is `count` messages or more."""
        return self.until(lambda events: len(events) >= count)

    def every(self, count: int) -> list[bytes]:
        """Everything received, what came twice among it, once it is `count` messages or more."""
        return _events(self._listener.wait_for(lambda text: len(_events(text)) >= count))

    def until(self, arrived: Callable[[list[bytes]], object]) -> list[bytes]:
        """Everything received that changed something, once `arrived` finds what it looks for in there."""
        return changes(_events(self._listener.wait_for(lambda text: bool(arrived(changes(_events(text)))))))


def _events(text: str) -> list[bytes]:
    """`  17024: 90 3c 64 note on  (channel  0): ...` -> 90 3c 64; a line that is not ended yet waits."""
    assert "skipping event" not in text, "jack_midi_dump has room for a hundred events or so at a time"
    found = []
    for line in re.finditer(r"^ *\d+:((?: [0-9a-f]{2}\b)+).*\n", text, re.MULTILINE):
        words = line[1].split()  # between such lines JACK's own remarks may stand
        found.append(bytes.fromhex("".join(words[: 2 if words[0][0] in "cd" else 3])))
    return found


@pytest.fixture
def midi_dump(jack_server: JackServer, listen: Callable[..., Listener]) -> MidiDump:
    """The peer, once its port is there; one that JACK turned away at its start is started again."""
    _need("jack_midi_dump")
    for _ in range(3):
        listener = listen("stdbuf", "-oL", "jack_midi_dump", "-a", "hear", env=jack_server.env)
        _until(
            lambda peer=listener: (
                peer.process.poll() is not None or MidiDump.port in jack_server.ask("jack_lsp")
            ),
            listener.text,
        )
        if listener.process.poll() is None:
            return MidiDump(listener)
    pytest.fail(f"jack_midi_dump does not start: {listener.text()}")


class Player:
    """A Python process that plays, so that it may hang or crash without the test doing so."""

    def __init__(self, code: str, env: dict[str, str], folder: Path) -> None:
        self._out = folder / "player.out"
        self._err = folder / "player.err"
        self._command, self._env = [sys.executable, "-u", "-c", code], env
        self._turned_away = 0
        self._begin()

    def _begin(self) -> None:
        with self._out.open("wb") as out, self._err.open("wb") as err:
            self.process = subprocess.Popen(
                self._command, stdin=subprocess.PIPE, stdout=out, stderr=err, env=self._env
            )

    def wait_for(self, line: str) -> None:
        """Until it printed this; one that JACK turned away at its start is started again."""

        def printed() -> bool:
            if self.process.poll() and "JACK has no server running" in self._err.read_text():
                self._turned_away += 1
                assert self._turned_away <= 3, "JACK turns it away each time"
                self._begin()
            return line in self.lines()

        _until(printed, lambda: f"{line!r} among {self.lines()}; {self._err.read_text()}")

    def go_on(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def lines(self) -> list[str]:
        return self._out.read_text().splitlines()

    def end(self) -> list[str]:
        """The lines it printed until its own end; nothing may stand on standard error."""
        assert self.process.wait(timeout=PATIENCE) == 0, self._err.read_text()
        assert self._err.read_text() == ""
        return self.lines()


@pytest.fixture
def play(jack_server: JackServer, tmp_path: Path) -> Iterator[Callable[[str], Player]]:
    """Starts Python code that reads a line from standard input where it is to wait for the test."""
    players: list[Player] = []

    def start(code: str) -> Player:
        folder = tmp_path / f"player{len(players)}"
        folder.mkdir()
        players.append(Player(code, jack_server.env, folder))
        return players[-1]

    yield start
    for player in players:
        if player.process.poll() is None:
            _stop(player.process)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """A running X server; DISPLAY points at it."""
    if shutil.which("Xvfb") is None:
        missing("Xvfb is not installed")
    read, write = os.pipe()
    server = subprocess.Popen(
        # Without -noreset it starts anew, deaf meanwhile, whenever its last client leaves.
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "1024x768x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as told:
        number = told.readline().strip()
    if not number:
        pytest.skip("Xvfb does not start here")
    monkeypatch.setenv("DISPLAY", f":{number}")
    yield server
    server.kill()
    server.wait()


class ClientMessage(ctypes.Structure):
    """Xlib's XClientMessageEvent, as long as the XEvent that it is part of."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("window", ctypes.c_ulong),
        ("message_type", ctypes.c_ulong),
        ("format", ctypes.c_int),
        ("data", ctypes.c_long * 5),
        ("rest", ctypes.c_long * 12),
    )


class Keyboard:
    """Somebody at the keyboard and the mouse, by way of Xlib and the XTEST extension."""

    def __init__(self) -> None:
        names = ctypes.util.find_library("X11"), ctypes.util.find_library("Xtst")
        if None in names:
            missing("libX11 and libXtst are not both installed")
        self._x11, self._xtst = (ctypes.CDLL(name) for name in names)
        self._x11.XOpenDisplay.restype = ctypes.c_void_p
        self._x11.XInternAtom.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x11.XOpenDisplay(None))

    def close(self) -> None:
        self._x11.XCloseDisplay(self._display)

    def press(self, symbol: int) -> None:
        # Without a window manager the keys go to the window below the pointer.
        self._xtst.XTestFakeMotionEvent(self._display, -1, 300, 300, ctypes.c_ulong(0))
        code = self._x11.XKeysymToKeycode(self._display, ctypes.c_ulong(symbol))
        for down in (1, 0):
            self._xtst.XTestFakeKeyEvent(self._display, code & 0xFF, down, ctypes.c_ulong(0))
        self._x11.XFlush(self._display)

    def close_window(self) -> None:
        """What a window manager tells the window when its cross is clicked."""
        if shutil.which("xwininfo") is None:
            missing("xwininfo is not installed")
        told = subprocess.run(
            ["xwininfo", "-int", "-name", TITLE], capture_output=True, text=True, check=True
        )
        window = int(told.stdout.split("Window id: ")[1].split()[0])
        message = ClientMessage(type=33, window=window, format=32)
        message.message_type = self._x11.XInternAtom(self._display, b"WM_PROTOCOLS", 0)
        message.data[0] = self._x11.XInternAtom(self._display, b"WM_DELETE_WINDOW", 0)
        self._x11.XSendEvent(
            self._display, ctypes.c_ulong(window), 0, ctypes.c_long(0), ctypes.byref(message)
        )
        self._x11.XFlush(self._display)


@pytest.fixture
def keyboard(screen: subprocess.Popen[bytes]) -> Iterator[Keyboard]:
    keyboard = Keyboard()
    yield keyboard
    keyboard.close()
