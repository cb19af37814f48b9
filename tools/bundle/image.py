"""Makes the OCI image: the .deb in a bare Debian, by buildah.

    python -m tools.bundle.image

The .deb has to be there: `make deb` makes it. Needs root, for debootstrap. A container runs `serve` unless it
is told otherwise.
"""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tools.bundle import deb
from tools.bundle.description import BUILD, ROOT, Bundle, read
from tools.bundle.freeze import size

USER = "player"
SUITE = "bookworm"
MIRROR = "http://deb.debian.org/debian"

_STORE = BUILD / "images"
# Without a driver for overlays, and without namespaces of its own: so it works inside a container, too.
BUILDAH = (
    "buildah",
    "--root",
    str(_STORE / "root"),
    "--runroot",
    str(_STORE / "run"),
    "--storage-driver",
    "vfs",
)
RUN = (*BUILDAH, "run", "--isolation", "chroot")
_INSTALL = f"""
set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
apt-get -qq install -y --no-install-recommends /tmp/bundle.deb
useradd --create-home --uid 1000 --groups audio,video {USER}
apt-get -qq clean
rm -rf /tmp/bundle.deb /var/lib/apt/lists/* /var/cache/debconf/* /var/log/* /usr/share/man /usr/share/locale
"""


def target(bundle: Bundle) -> Path:
    """Returns where the archive of the image lies when it is made."""
    return ROOT / "dist" / f"{bundle.app.name}-{bundle.app.version}-image.tar"


def buildah(*arguments: str | Path) -> str:
    """Returns what buildah printed.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    done = subprocess.run(
        [*BUILDAH, *map(str, arguments)], check=True, stdout=subprocess.PIPE, encoding="utf-8"
    )
    return done.stdout.strip()


def settings(bundle: Bundle) -> list[str]:
    """Returns, as options of `buildah config`, what a container does where nobody says otherwise."""
    app = bundle.app
    told = {
        "title": app.title,
        "version": app.version,
        "description": app.summary,
        "licenses": "GPL-3.0-or-later",
    }
    labels = [f"--label=org.opencontainers.image.{name}={text}" for name, text in told.items()]
    return [
        f"--entrypoint={json.dumps([app.name])}",
        "--cmd=serve",
        f"--user={USER}",
        f"--workingdir=/home/{USER}",
        f"--env=HOME=/home/{USER}",
        "--env=LANG=C.UTF-8",
        *labels,
    ]


def build(bundle: Bundle) -> Path:
    """Returns the archive of the image, made of the .deb.

    Raises:
        FileNotFoundError: there is no .deb, or no program that this needs.
        subprocess.CalledProcessError: a step fails.
    """
    package, made = deb.target(bundle), target(bundle)
    if not package.is_file():
        raise FileNotFoundError(f"there is no {package}: run `make deb`")
    container = buildah("from", "scratch")
    try:
        root = buildah("mount", container)
        subprocess.run(
            ["debootstrap", "--variant=minbase", SUITE, root, MIRROR], check=True, stdout=subprocess.DEVNULL
        )
        buildah("copy", "--quiet", container, package, "/tmp/bundle.deb")
        subprocess.run([*RUN, container, "--", "sh", "-c", _INSTALL], check=True, stdout=subprocess.DEVNULL)
        buildah("config", *settings(bundle), container)
        made.unlink(missing_ok=True)
        buildah(
            "commit",
            "--quiet",
            container,
            f"oci-archive:{made}:localhost/{bundle.app.name}:{bundle.app.version}",
        )
    finally:
        buildah("rm", container)
    return made


def main() -> None:
    """Make the image, and say how large its archive is."""
    try:
        made = build(read())
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"The image cannot be made: {error}.") from error
    print(f"{made}: {size(made):.0f} MB")


if __name__ == "__main__":
    main()
