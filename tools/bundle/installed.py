"""Tries what was built where no Python and nothing of this checkout is: `make test-packages`.

    python -m tools.bundle.installed [tarball] [bookworm] [trixie]

The .tar.xz runs with an empty environment and an empty home. The .deb is installed in a bare Debian that
debootstrap makes in build/chroots, and run there as a plain user; then it is taken out again. Needs root, for
chroot.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import wave
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.request import urlopen

from gesture2midi import paths
from tools.bundle import deb, freeze
from tools.bundle.description import ROOT, Bundle, read
from tools.bundle.try_windows import OURS, Failed, linux, passed, write_take

CHROOTS = ROOT / "build" / "chroots"
SUITES = ("bookworm", "trixie")
_USER = "player"
_PORT = 8652
_MOUNTS = (("proc", "proc"), ("tmpfs", "dev/shm"))
_PATIENCE = 240.0
"""Seconds that the studio may take on a busy machine before it is given up."""


def commands(command: Sequence[str], home: Path, environment: dict[str, str]) -> None:
    """Pass the installed program: its version, all mappings, a take, hands tracked, the page.

    Args:
        command: what starts it. home: the player's empty home folder, as this process sees it.

    Raises:
        Failed: one of them fails.
    """

    def run(*arguments: str) -> tuple[str, float]:
        began = time.monotonic()
        done = _output([*command, *arguments], environment)
        if done.returncode:
            said = f"{done.stdout[-800:]}{done.stderr[-1500:]}"
            raise Failed(f"{' '.join(arguments)}: status {done.returncode}\n{said}")
        return done.stdout, time.monotonic() - began

    version, cold = run("--version")
    _, warm = run("--version")
    if read().app.version not in version:
        raise Failed(f"--version says {version!r}")
    _, checked = run("check", *paths.bundled_mappings())
    _like_here(run, home, environment["HOME"])
    _, rendered = run("render", "performer:demo", "--midi", f"{environment['HOME']}/demo.mid")
    song = (home / "demo.mid").read_bytes()
    if not song.startswith(b"MThd") or len(song) < 500:
        raise Failed("render performer:demo wrote no song")
    ready = _studio(command, environment)
    print(f"  --version {cold:.2f} s, again {warm:.2f} s; check of all mappings {checked:.1f} s")
    print(f"  render performer:demo {rendered:.1f} s; the studio's page after {ready:.1f} s", flush=True)


def _like_here(run: Callable[..., object], home: Path, place: str) -> None:
    """Pass a take: it is played into the same files as by this checkout, and has a sound.

    home: the player's home folder, as this process sees it. place: as the program sees it.

    Raises:
        Failed: a file is another one, or there is no sound.
    """
    write_take(home / "take.jsonl")

    def played(folder: str) -> tuple[str, ...]:
        return ("--mapping", "theremin", "--midi", f"{folder}/take.mid", "--transcript", f"{folder}/take.txt")

    run("render", f"{place}/take.jsonl", *played(place), "--wav", f"{place}/take.wav")
    with tempfile.TemporaryDirectory() as folder:
        passed("render", linux(*OURS, "render", home / "take.jsonl", *played(folder), cwd=home))
        for file in Path(folder).iterdir():
            if file.read_bytes() != (home / file.name).read_bytes():
                raise Failed(f"render of a take: {file.name} is another than from the source")
    with wave.open(str(home / "take.wav")) as sound:
        if not any(sound.readframes(sound.getnframes())):
            raise Failed("render of a take is silent")


def _studio(command: Sequence[str], environment: dict[str, str]) -> float:
    """Returns the seconds until the studio's page answers."""
    began = time.monotonic()
    options = ["--source", "performer", "--no-browser", "--http-port", str(_PORT), "--no-midi", "--no-synth"]
    with tempfile.TemporaryFile() as log:
        running = subprocess.Popen(
            [*command, "studio", *options],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            while time.monotonic() - began < _PATIENCE and running.poll() is None:
                try:
                    with urlopen(f"http://127.0.0.1:{_PORT}/", timeout=10) as page:
                        if b"Gesture2MIDI" not in page.read():
                            raise Failed("studio: the page is another one")
                    return time.monotonic() - began
                except OSError:  # not there yet, or too busy to answer in time
                    time.sleep(0.1)
            log.seek(0)
            raise Failed(f"studio: no page\n{log.read().decode('utf-8', 'replace')[-1500:]}")
        finally:
            os.killpg(running.pid, 15)
            try:
                running.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(running.pid, 9)
                running.wait()


def tarball(bundle: Bundle) -> None:
    """Pass the .tar.xz, unpacked into a folder of its own, with nothing in its environment but a home."""
    with tempfile.TemporaryDirectory(prefix="gesture2midi-") as place:
        with tarfile.open(freeze.archive(bundle)) as packed:
            packed.extractall(place, filter="data")
        (program,) = Path(place).glob(f"*/{bundle.app.name}")
        home = Path(place) / "home"
        home.mkdir()
        commands([str(program)], home, {"HOME": str(home)})


def debian(bundle: Bundle, suite: str) -> None:
    """Pass the .deb in a bare Debian: installed, run as a plain user, and taken out again.

    Raises:
        Failed: a step fails, or something but the player's own files is left.
    """
    place = CHROOTS / suite
    if not (place / "bare").exists():
        shutil.rmtree(place, ignore_errors=True)
        CHROOTS.mkdir(parents=True, exist_ok=True)
        _run("debootstrap", "--variant=minbase", suite, place, "http://deb.debian.org/debian")
        _run("chroot", place, "useradd", "--create-home", _USER)
        (place / "bare").touch()
    chroot = shutil.which("chroot") or "/usr/sbin/chroot"
    package = deb.target(bundle)
    shutil.copyfile(package, place / "tmp" / package.name)
    inside = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "DEBIAN_FRONTEND": "noninteractive",
        "LC_ALL": "C.UTF-8",
    }
    for kind, what in _MOUNTS:
        (place / what).mkdir(exist_ok=True)
        _run("mount", "-t", kind, kind, place / what)
    (place / "dev/shm").chmod(0o1777)
    try:
        apt = ["chroot", place, "apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
        _run(*apt, "update", env=inside)
        _run(*apt, "install", "-y", "--no-install-recommends", f"/tmp/{package.name}", env=inside)
        home = place / "home" / _USER
        user = {"HOME": f"/home/{_USER}", "PATH": "/usr/bin:/bin"}
        commands([chroot, f"--userspec={_USER}", str(place), f"/usr/bin/{bundle.app.name}"], home, user)
        kept = {path.relative_to(home) for path in home.rglob("*")}
        _run("chroot", place, "dpkg", "--purge", bundle.app.name, env=inside)
        if {path.relative_to(home) for path in home.rglob("*")} != kept:
            raise Failed("taking the package out changed the player's own files")
        left = [path for path in (place / "usr").rglob(f"*{bundle.app.name}*")]
        if left:
            raise Failed(f"left behind: {', '.join(map(str, left))}")
    finally:
        for _, what in _MOUNTS:
            subprocess.run(["umount", place / what], capture_output=True, check=False)


def _run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    done = _output([str(part) for part in command], env)
    if done.returncode:
        what = " ".join(map(str, command[:4]))
        raise Failed(f"{what}: {done.stdout[-800:]}{done.stderr[-1500:]}")


def _output(command: Sequence[str], env: dict[str, str] | None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=600,
    )


def main() -> None:
    """Try what is asked for, all where nothing is."""
    bundle = read()
    wanted = sys.argv[1:] or ["tarball", *SUITES]
    try:
        for name in wanted:
            print(f"{name}:", flush=True)
            tarball(bundle) if name == "tarball" else debian(bundle, name)
    except (Failed, OSError) as error:
        raise SystemExit(f"{error}") from error


if __name__ == "__main__":
    main()
