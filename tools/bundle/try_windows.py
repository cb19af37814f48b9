"""Tries the Windows tree under Wine, against this Python on Linux: `make test-windows`.

    python -m tools.bundle.try_windows [short | CHECK or folder of tests/ ...]

Everything where nothing is asked for. Before, the tree and what Wine needs are laid out; the first run
fetches them. Wine has no camera and, without a sequencer device, no MIDI; nothing of that is tried.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from gesture2midi import paths
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from tools.bundle import wine
from tools.bundle.description import ROOT
from tools.bundle.windows import BUILD, Refused

SHORT = ("mapping/yaml", "mapping/editing")
"""Folders of tests/ that the short form runs."""

SUITE = (*SHORT, "music", "engine")
"""Those that are run; of the others nobody has said yet which of their tests Wine can pass."""

LEFT_OUT = {
    "music/test_tuned_notes.py::test_fluidsynth_knows_the_standard": "no wheel has FluidSynth for Windows",
}
"""Of SUITE: what is not run under Wine, each with why."""

OURS = ("-m", "gesture2midi")
DEMO = ("render", "performer:demo")
_SECONDS = 8.0
_RENDERS = """
import sys
from gesture2midi import paths
from gesture2midi.cli import main
for name in paths.bundled_mappings():
    files = [f"--{option}={sys.argv[2]}/{name}.{ending}" for option, ending in
             (("midi", "mid"), ("json", "json"), ("transcript", "txt"))]
    main.main(["render", sys.argv[1], "--mapping", name, *files], standalone_mode=False)
"""


class Failed(Exception):
    """Something does under Wine, or where it was installed, what it should not."""


Run = Callable[..., "subprocess.CompletedProcess[str]"]


def linux(*arguments: str | Path, cwd: Path, said: str = "") -> subprocess.CompletedProcess[str]:
    """Returns what this Python said, run in a folder with these arguments, told `said` through a pipe."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    return subprocess.run([sys.executable, *map(str, arguments)], cwd=cwd, env=environment, input=said,
                          capture_output=True, encoding="utf-8", timeout=3600)  # fmt: skip


SYSTEMS: tuple[tuple[str, Run], ...] = (("linux", linux), ("wine", wine.run))


def both(folder: Path, *arguments: str) -> None:
    """Pass a command of ours that says the same under Wine and here, but for where our own files lie.

    Raises:
        Failed: it says something else, or ends with another status.
    """
    there, here = (run(*OURS, *arguments, cwd=folder) for run in (wine.run, linux))
    if there.returncode != here.returncode or _said(there) != _said(here):
        what = f"status {there.returncode}\n{there.stdout[-1500:]}{there.stderr[-1500:]}"
        raise Failed(f"{' '.join(arguments)}: {what}")


def _said(done: subprocess.CompletedProcess[str]) -> str:
    return re.sub(r"(?<=^They lie in ).*(?=;)", "...", done.stdout.replace("\r\n", "\n"), flags=re.MULTILINE)


def passed(name: str, done: subprocess.CompletedProcess[str]) -> None:
    """Pass a command that ended with status 0.

    Raises:
        Failed: it did not.
    """
    if done.returncode:
        raise Failed(f"{name}: status {done.returncode}\n{done.stdout[-1000:]}{done.stderr[-2000:]}")


def commands(folder: Path) -> None:
    """Pass the commands that only read and say."""
    both(folder, "--version")
    both(folder, "check", *paths.bundled_mappings())
    for name in ("theremin", "drums", "one-man-band"):
        both(folder, "explain", name)
    both(folder, "check", "no-such-mapping")
    both(folder, "mappings")


def new(folder: Path) -> None:
    """Pass `new` at a pipe, which is asked nothing: the file is as here, with the same line ends."""
    for name, run in SYSTEMS:
        (folder / name).mkdir()
        passed(
            f"new, {name}", run(*OURS, "new", "mine", "--plays", "chords", cwd=folder / name, said="drums\n")
        )
    same(folder / "wine", folder / "linux")


def demo(folder: Path) -> None:
    """Pass drawn hands through the tracker; what is written is as here."""
    for name, run in SYSTEMS:
        (folder / name).mkdir()
        files = ("--midi", f"{name}/demo.mid", "--json", f"{name}/demo.json")
        passed(f"render performer:demo, {name}", run(*OURS, *DEMO, *files, cwd=folder))
    same(folder / "wine", folder / "linux")


def renders(folder: Path) -> None:
    """Pass a take through every bundled mapping; what is written is as here."""
    write_take(folder / "take.jsonl")
    for name, run in SYSTEMS:
        (folder / name).mkdir()
        passed(f"render of a take, {name}", run("-c", _RENDERS, "take.jsonl", name, cwd=folder))
    same(folder / "wine", folder / "linux")


def write_take(path: Path) -> None:
    """Write a take of the drawn hands as they are, without a tracker: the first _SECONDS of them."""
    performer = Performer(load_score("demo"))
    with TakeWriter(path, fps=performer.fps) as take:
        for index in range(round(_SECONDS * performer.fps)):
            take.write(performer.truth(index / performer.fps))


def osc(folder: Path) -> None:
    """Pass `run --osc`: what arrives here has the same addresses as from here.

    Raises:
        Failed: others, or nothing.
    """
    heard = {}
    write_take(folder / "take.jsonl")
    for name, run in SYSTEMS:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as port:
            port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
            port.bind(("127.0.0.1", 0))
            port.settimeout(0.5)
            options = ("--no-midi", "--no-preview", "--osc", f"127.0.0.1:{port.getsockname()[1]}")
            passed(f"run --osc, {name}",
                   run(*OURS, "run", "--source", "take.jsonl", "--mapping", "touchdesigner", *options,
                       cwd=folder))  # fmt: skip
            heard[name] = set(_addresses(port))
    if not heard["linux"] or heard["linux"] != heard["wine"]:
        raise Failed(f"run --osc: from Wine {sorted(heard['wine'])}, from here {sorted(heard['linux'])}")


def _addresses(port: socket.socket) -> list[str]:
    """Returns the OSC addresses of all that waits at a port."""
    found = []
    while True:
        try:
            found += re.findall(rb"/[\w/]+", port.recv(65536))
        except TimeoutError:
            return [one.decode("ascii") for one in found]


def studio(folder: Path) -> None:
    """Pass the studio: it says where it is, and its page answers there.

    Raises:
        Failed: it does not within three minutes.
    """
    log = folder / "studio.log"
    options = ("--source", "performer", "--no-browser", "--http-port", "0", "--no-midi", "--no-synth")
    command = wine.python(*OURS, "studio", *options)
    with log.open("w", encoding="utf-8") as written:
        # Windows programs under Wine write to pipes alone.
        running = subprocess.Popen(command, cwd=folder, env=wine.environment(), stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
        copy = subprocess.Popen(["cat"], stdin=running.stdout, stdout=written)
        try:
            until = time.monotonic() + 180
            while not (address := re.search(r"http://127\.0\.0\.1:\d+", log.read_text("utf-8", "replace"))):
                if running.poll() is not None or time.monotonic() > until:
                    raise Failed(f"studio: {log.read_text('utf-8', 'replace')[-1500:]}")
                time.sleep(0.2)
            with urlopen(address[0], timeout=60) as page:
                if b"Gesture2MIDI" not in page.read():
                    raise Failed("studio: the page is another one")
        except URLError as error:
            raise Failed(f"studio: {error}") from error
        finally:
            running.kill()
            running.wait()
            copy.kill()
            copy.wait()


def same(there: Path, here: Path) -> None:
    """Pass two folders with the same files, byte for byte.

    Raises:
        Failed: one has other files, or a file is another.
    """
    names = sorted(path.name for path in here.iterdir())
    found = sorted(path.name for path in there.iterdir())
    if found != names:
        raise Failed(f"under Wine there are {found}, here {names}")
    other = [name for name in names if (there / name).read_bytes() != (here / name).read_bytes()]
    if other:
        raise Failed(f"other under Wine than here: {', '.join(other)}")


def suite(folders: Sequence[str]) -> None:
    """Pass the tests of these folders, but what LEFT_OUT names.

    Raises:
        Failed: some test failed.
    """
    left = [option for name in LEFT_OUT
            for option in ("--deselect" if "::" in name else "--ignore", f"tests/{name}")]  # fmt: skip
    code = "import sys, pytest; sys.exit(pytest.main(sys.argv[1:]))"
    options = ("-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib", "-q", "--tb=short", *left)
    failed = []
    for name in folders:
        done = wine.run("-c", code, *options, f"tests/{name}", cwd=ROOT, seconds=3600)
        said = (done.stdout.strip() or done.stderr.strip() or "nothing").splitlines()
        print(f"  tests/{name}: {said[-1]}", flush=True)
        if done.returncode:
            failed.append(f"tests/{name}\n{done.stdout[-6000:]}{done.stderr[-2000:]}")
    if failed:
        raise Failed("\n".join(failed))


CHECKS = {one.__name__: one for one in (commands, new, demo, renders, osc, studio)}
QUICK = ("commands", "renders")
"""The checks of the short form."""


def main() -> None:
    """Run what is asked for, all where nothing is; say of each how long it took."""
    wanted = sys.argv[1:] or [*CHECKS, *SUITE]
    if wanted == ["short"]:
        wanted = [*QUICK, *SHORT]
    try:
        wine.lay_out()
        with wine.started():
            for name in [name for name in wanted if name in CHECKS]:
                began = time.monotonic()
                with tempfile.TemporaryDirectory(prefix="wine-", dir=BUILD) as folder:
                    CHECKS[name](Path(folder))
                print(f"{name}: good, {time.monotonic() - began:.0f} s", flush=True)
            suite([name for name in wanted if name not in CHECKS])
    except (Failed, Refused) as error:
        raise SystemExit(f"Under Wine: {error}") from error


if __name__ == "__main__":
    main()
