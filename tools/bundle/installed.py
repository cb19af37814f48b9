"""Tries what was built where no Python and nothing of this checkout is: `make test-packages`.

    python -m tools.bundle.installed [tarball] [bookworm] [trixie] [setup-exe] [image] [uv] [pipx]

The .tar.xz runs with an empty environment and an empty home. The .deb is installed in a bare Debian that
debootstrap makes in build/chroots, and run there as a plain user; then it is taken out again. setup.exe is
installed under Wine. buildah runs the image. uv and pipx make a command of the wheel. Needs root, for chroot.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tools.bundle import deb, freeze, image, setup_exe, trial
from tools.bundle.description import ROOT, Bundle, read
from tools.bundle.try_windows import Failed, passed
from tools.bundle.windows import Refused, uv, wheel

CHROOTS = ROOT / "build" / "chroots"
SUITES = ("bookworm", "trixie")
_USER = image.USER
_MOUNTS = (("proc", "proc"), ("tmpfs", "dev/shm"))


def tarball(bundle: Bundle) -> None:
    """Pass the .tar.xz, unpacked into a folder of its own, with nothing in its environment but a home."""
    with tempfile.TemporaryDirectory(prefix="gesture2midi-") as place:
        with tarfile.open(freeze.archive(bundle)) as packed:
            packed.extractall(place, filter="data")
        (program,) = Path(place).glob(f"*/{bundle.app.name}")
        home = Path(place) / "home"
        home.mkdir()
        _whole([str(program)], home, {"HOME": str(home)})


def _whole(command: list[str], home: Path, environment: dict[str, str]) -> None:
    """Pass all of `trial`. home: the player's empty home folder, as this process sees it.

    Raises:
        Failed: something of it fails.
    """
    run = trial.runner(command, environment)
    trial.plays(run, home, environment["HOME"])
    trial.tracks(run, home, environment["HOME"])
    trial.studio(command, environment)


def debian(bundle: Bundle, suite: str) -> None:
    """Pass the .deb in a bare Debian: installed, run as a plain user, and taken out again.

    Raises:
        Failed: a step fails, or something but the player's own files is left.
    """
    place = CHROOTS / suite
    if not (place / "bare").exists():
        shutil.rmtree(place, ignore_errors=True)
        CHROOTS.mkdir(parents=True, exist_ok=True)
        _run("debootstrap", "--variant=minbase", suite, place, image.MIRROR)
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
        _whole([chroot, f"--userspec={_USER}", str(place), f"/usr/bin/{bundle.app.name}"], home, user)
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


def container(bundle: Bundle) -> None:
    """Pass the image: it plays a take as here, a batch of it, and serves where it is given no command.

    Raises:
        Failed: a step fails.
    """
    box = image.buildah("from", f"oci-archive:{image.target(bundle)}")
    try:
        home = Path(image.buildah("mount", box), "home", image.USER)
        user = {"HOME": f"/home/{image.USER}", "PATH": os.environ["PATH"]}
        command = [*image.RUN, box, "--", bundle.app.name]
        run = trial.runner(command, user)
        trial.plays(run, home, user["HOME"])
        run("batch", "take.jsonl", "--out", "played", "--mapping", "theremin", "--midi")
        if (home / "played" / "take.mid").read_bytes() != (home / "take.mid").read_bytes():
            raise Failed("batch plays a take otherwise than render")
        options = ("--source", "take.jsonl", "--no-midi")
        trial.answers([*command, "serve", *options], user, "/metrics", b"gesture2midi_")
    finally:
        image.buildah("rm", box)


def tool(bundle: Bundle, installer: str) -> None:
    """Pass the wheel, made a command of its own by uv or pipx, run, and taken out again.

    Raises:
        Failed: a step fails, or the command is still there.
    """
    with tempfile.TemporaryDirectory(prefix=f"{installer}-") as folder:
        place = Path(folder)
        home, command = place / "home", place / "bin" / bundle.app.name
        home.mkdir()
        told = {"UV_TOOL_DIR": "tools", "UV_TOOL_BIN_DIR": "bin", "PIPX_HOME": "tools", "PIPX_BIN_DIR": "bin"}
        own = {name: str(place / value) for name, value in told.items()}
        installing = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | own
        program = _installer(installer)
        made = wheel(place / "wheel")
        _run(*program, "install", "--python", sys.executable, f"{made}[studio]", env=installing)
        trial.plays(
            trial.runner([str(command)], {"HOME": str(home), "PATH": "/usr/bin:/bin"}), home, str(home)
        )
        _run(*program, "uninstall", bundle.app.name, env=installing)
        if command.exists() or not (home / "take.mid").is_file():
            raise Failed("taking it out left the command, or took something of the player's")


def _installer(name: str) -> list[str | Path]:
    """Returns the command that makes tools of wheels: uv's or pipx's, of an environment of their own."""
    if name == "uv":
        return [uv(), "tool"]
    python = uv().with_name("python")
    _run(python, "-m", "pip", "install", "--quiet", "pipx>=1.7,<2")
    return [python, "-m", "pipx"]


def _run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    passed(" ".join(map(str, command[:4])), trial.output(command, env))


def main() -> None:
    """Try what is asked for, all where nothing is."""
    bundle = read()
    tries: dict[str, Callable[[Bundle], None]] = {
        "tarball": tarball,
        **{suite: partial(debian, suite=suite) for suite in SUITES},
        "setup-exe": setup_exe.installed,
        "image": container,
        **{name: partial(tool, installer=name) for name in ("uv", "pipx")},
    }
    try:
        for name in sys.argv[1:] or tries:
            print(f"{name}:", flush=True)
            tries[name](bundle)
    except (Failed, Refused, OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"{error}") from error


if __name__ == "__main__":
    main()
