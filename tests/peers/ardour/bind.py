"""Ardour loads the kit of a mapping, and its fader and a plugin go where the hands send them.

    python tests/peers/ardour/bind.py

Needs ardour and jackd2 (Debian 12; from 13 on jack-example-tools, too). Ardour runs without a screen. It has
a track that is selected, with a reverb, and the MIDI binding map that `gesture2midi kit ardour` wrote. The
performer plays to it four times: with a controller that says where the hand is, and with an endless knob in
each encoding. Then Ardour saves its session, and the values in there are held against what was sent. Of an
endless knob Ardour counts a step more or less a message, so only the way as a whole is judged.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.etree import ElementTree

import click
from peer import PATIENCE, PLAY, Broken, Wrong, connected, environment, need, server, wait
from pythonosc.udp_client import SimpleUDPClient

HERE = Path(__file__).parent
LIBRARIES = Path("/usr/lib/ardour7")
SENDS, HEARS = "Gesture2MIDI:Gesture2MIDI", "ardour:MIDI Control In"
OSC_PORT = 3819
BEGINS = 0.5
"""The blend of the reverb before a hand comes, 0 to 1."""
STEP = 1 / 127
PLAYED = 15.0
"""Seconds that the performer plays."""
TRIES = 5

MAPPING = """\
name: Bind
score: mixer
controls:
  - {{id: volume, send: cc, number: 7, from: right.y, in: [0.1, 0.9]}}
  - {{id: blend, send: cc, number: 20, from: right.x, in: [0.4, 1]{more}}}
"""


def prove(encoder: str, folder: Path) -> str:
    """Returns what was seen, in words.

    Raises:
        Broken, Wrong: see there.
    """
    mapping = folder / "bind.yaml"
    more = f", mode: relative, encoder: {encoder}, out: [0, 127]" if encoder else ""
    mapping.write_text(MAPPING.format(more=more), encoding="utf-8")
    maps = folder / "config" / "ardour7" / "midi_maps"
    subprocess.run(
        [*PLAY, "kit", "ardour", str(mapping), "--folder", str(maps)], check=True, capture_output=True
    )
    env = environment() | {
        "ARDOUR_PROOF": str(folder / "session"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "LD_LIBRARY_PATH": str(LIBRARIES),
        "ARDOUR_DATA_PATH": "/usr/share/ardour7",
        "ARDOUR_CONFIG_PATH": "/etc/ardour7",
        "ARDOUR_DLL_PATH": str(LIBRARIES),
    }
    sent = folder / "sent.txt"
    session = folder / "session" / "proof.ardour"
    with server(env):
        made = subprocess.run(
            ["ardour7-lua", str(HERE / "bind.lua")], env=env, capture_output=True, text=True
        )
        if not session.exists():
            raise Broken(f"Ardour makes no session: {made.stderr}")
        _prepare(session)
        with _ardour(env, folder):
            command = [*PLAY, "run", "--no-preview", "--source", "performer:mixer", "--mapping", str(mapping)]
            player = subprocess.Popen(
                [*command, "--transcript", str(sent)],
                env=_without(env),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            try:
                wait(lambda: connected(env, SENDS, HEARS), "the ports are not there")
                time.sleep(PLAYED)
            finally:
                player.terminate()
                player.wait(PATIENCE)
            return _judge(session, sent, encoder)


def _without(env: dict[str, str]) -> dict[str, str]:
    """Our program does not load Ardour's libraries."""
    return {name: value for name, value in env.items() if name != "LD_LIBRARY_PATH"}


def _prepare(session: Path) -> None:
    """Switch the two surfaces on, select the track, and put the blend in its middle."""
    tree = ElementTree.parse(session)
    for protocol in tree.iter("Protocol"):
        if protocol.get("name") == "Generic MIDI":
            protocol.attrib.update(active="1", binding="Gesture2MIDI Bind", motorized="1", threshold="127")
        if protocol.get("name") == "Open Sound Control (OSC)":
            protocol.set("active", "1")
    track = next(route for route in tree.iter("Route") if route.get("name") == "hands")
    selection = next(tree.iter("Selection"))
    more = {"stripable": str(track.get("id")), "control": "0", "order": "0"}
    ElementTree.SubElement(selection, "StripableAutomationControl", more)
    for element in tree.iter():
        if element.get("symbol") == "blend" and element.get("value"):
            element.set("value", str(BEGINS))
    tree.write(session, encoding="UTF-8", xml_declaration=True)


@contextmanager
def _ardour(env: dict[str, str], folder: Path) -> Iterator[None]:
    (program,) = LIBRARIES.glob("hardour-*")
    with (folder / "ardour.log").open("wb") as log:
        ardour = subprocess.Popen(
            [str(program), "-O", str(folder / "session"), "proof"],
            env=env, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        yield
    finally:
        ardour.kill()
        ardour.wait()


def _judge(session: Path, sent: Path, encoder: str) -> str:
    heard: dict[str, list[int]] = {"7": [], "20": []}
    for line in sent.read_text().splitlines():
        _, _, what, number, value = line.split()
        if what == "cc":
            heard[number].append(int(value))
    if not heard["7"] or not heard["20"]:
        raise Broken("nothing was sent")
    before = session.stat().st_mtime_ns
    SimpleUDPClient("127.0.0.1", OSC_PORT).send_message("/save_state", [])
    wait(lambda: session.stat().st_mtime_ns != before, "Ardour does not save")
    time.sleep(0.5)
    route = next(r for r in ElementTree.parse(session).iter("Route") if r.get("name") == "hands")
    gain = next(c for c in route.iter("Controllable") if c.get("name") == "gaincontrol")
    blend = next(c for c in route.iter("Controllable") if c.get("name") == "Blend")
    got = {"volume": float(gain.get("value", "nan")), "blend": float(blend.get("value", "nan"))}
    wanted = {"volume": _gain(heard["7"][-1] / 127), "blend": _turned(heard["20"], encoder)}
    exact = {"volume": 2 * STEP, "blend": (2 + (len(heard["20"]) if encoder else 0)) * STEP}
    for name, value in wanted.items():
        if abs(got[name] - value) > exact[name]:
            raise Wrong(f"{name} is {got[name]:.3f}, and {value:.3f} was sent ({len(heard['20'])} values)")
    return ", ".join(f"{name} {got[name]:.3f} of {wanted[name]:.3f}" for name in wanted)


def _gain(position: float) -> float:
    """Returns the gain of a fader's position 0..1; the law of Ardour's `slider_position_to_gain`, to 6 dB."""
    return 0.0 if position == 0 else 2 ** ((position ** (1 / 8) * 198 - 192) / 6)


def _turned(values: list[int], encoder: str) -> float:
    if not encoder:
        return values[-1] / 127
    steps = {
        "twos-complement": lambda value: value - 128 if value > 63 else value,
        "signed-bit": lambda value: 64 - value if value > 63 else value,
        "binary-offset": lambda value: value - 64,
    }[encoder]
    at = BEGINS
    for value in values:
        at = min(1.0, max(0.0, at + steps(value) * STEP))
    return at


@click.command()
def main() -> None:
    """Print how each of the four ended."""
    need("jackd", "jack_lsp", "jack_connect", "ardour7-lua")
    ends = [_run(encoder) for encoder in ("", "twos-complement", "signed-bit", "binary-offset")]
    sys.exit(not all(ends))


def _run(encoder: str) -> bool:
    name = encoder or "a place"
    for _ in range(TRIES):
        with TemporaryDirectory() as folder:
            try:
                click.echo(f"{name}: right: {prove(encoder, Path(folder))}.")
                return True
            except Broken as broken:
                click.echo(f"{name}: broken: {broken}.")
            except Wrong as wrong:
                click.echo(f"{name}: wrong: {wrong}.")
                return False
    return False


if __name__ == "__main__":
    main()
