"""Feeds what anyone can send or hand over to its parser, in variations that a fuzzer (atheris) finds.

    pip install atheris                                  # Linux, Python 3.11 and later
    python -m benchmarks fuzz osc --seconds 120

`osc`: datagrams, up to their requests. `midi`: messages at an input port, up to their signals. `mapping`:
YAML files, up to the first frames of those that can be played. It ends with the time, or at bytes that raise
anything but an error made for players; those are kept in a file `crash-...`.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable
from contextlib import suppress
from math import nan
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris
import click

with atheris.instrument_imports(include=["gesture2midi.io", "gesture2midi.mapping"]):
    from gesture2midi import paths
    from gesture2midi.engine.engine import Engine
    from gesture2midi.engine.hand_dependencies import unheard
    from gesture2midi.errors import PlayerError
    from gesture2midi.events import Gestures
    from gesture2midi.gestures.signals import full_names
    from gesture2midi.io.midi.clock import Clock
    from gesture2midi.io.midi.input import Ear
    from gesture2midi.io.osc.commands import VERBS, understand
    from gesture2midi.io.osc.decode import Malformed, parse
    from gesture2midi.io.osc.encode import encode
    from gesture2midi.mapping.load import loads

FRAMES = [dict.fromkeys(full_names(), value) for value in (0.0, 1.0, nan, 0.5)]


def osc(data: bytes) -> None:
    try:
        messages = parse(data)
    except Malformed:
        return
    for message in messages:
        with suppress(PlayerError):
            understand(message)


def midi(data: bytes) -> None:
    found, ear, t = atheris.FuzzedDataProvider(data), Ear(Clock(0.001)), 0.0
    while found.remaining_bytes():
        t += found.ConsumeIntInRange(0, 255) / 1000
        ear.hear(t, list(found.ConsumeBytes(found.ConsumeIntInRange(0, 4))))
        assert all(isinstance(value, float) for value in ear.signals(t).values())


def mapping(data: bytes) -> None:
    try:
        played = loads(data.decode(errors="replace"), Path("fuzz.yaml"))
    except PlayerError:
        return
    engine = Engine(played)
    for i, signals in enumerate(FRAMES):
        engine.update(Gestures(i / 30, i, {**signals, **unheard(played)}, {}, ()))
    engine.stop(1.0)


def seeds(of: str) -> list[bytes]:
    """What it begins with: whole ones of each kind."""
    if of == "mapping":
        return [path.read_bytes() for path in paths.mappings().glob("*.yaml")]
    if of == "midi":
        return [bytes((10, 3, *m)) for m in ((0x90, 60, 100), (0xB0, 7, 5), (0xF8,), (0xFA,), (0xF2, 1, 2))]
    args = itertools.cycle([("chorus",), (1,), ("a", 0.5), ()])
    messages = [encode(verb.address, next(args)) or b"" for verb in VERBS]
    bundle = b"#bundle\0" + bytes(8) + b"".join(len(m).to_bytes(4, "big") + m for m in messages)
    return [*messages, bundle]


TARGETS: dict[str, Callable[[bytes], None]] = {"osc": osc, "midi": midi, "mapping": mapping}


@click.command()
@click.argument("target", type=click.Choice(list(TARGETS)))
@click.option("--seconds", default=120, show_default=True)
def main(target: str, seconds: int) -> None:
    """Fuzz one TARGET for so long."""
    with TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(target)):
            (Path(folder) / str(number)).write_bytes(seed)
        longest = 20_000 if target == "mapping" else 9_000
        options = [f"-max_total_time={seconds}", f"-max_len={longest}", "-print_final_stats=1", "-timeout=30"]
        atheris.Setup([sys.argv[0], folder, *options], TARGETS[target])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
