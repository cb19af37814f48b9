"""Commands that only tell: mappings, check, gestures, ports, cameras, model."""

from __future__ import annotations

from pathlib import Path

import click

from gesture2midi import paths
from gesture2midi.cli.common import command, echo, progress, say, taught_signals
from gesture2midi.cli.parameters import FILE
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Part


@command("mappings")
def mappings() -> None:
    """List the bundled mappings, and your own."""
    from gesture2midi.errors import MappingError
    from gesture2midi.mapping.load import load

    columns, taught = ("mapping", "hands", "what it does"), taught_signals()

    def row(name: str) -> tuple[str, str, str]:
        try:
            loaded = load(paths.mapping_file(name), taught)
        except MappingError:
            return name, "", f"cannot be played: `gesture2midi check {name}` says why"
        return name, str(loaded.hands), loaded.about

    print_table(columns, map(row, paths.bundled_mappings()))
    echo(f"They lie in {paths.mappings()}; copy one and make it yours.")
    own = paths.own_mapping_names()
    if own:
        print_table(columns, map(row, own), title="Your own")
        echo(f"They lie in {paths.own_mappings()}, and are played by these names.")


@command("check my-mapping.yaml")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@click.pass_context
def check(ctx: click.Context, files: tuple[str, ...], strict: bool) -> None:
    """Check mapping files, and report every problem and warning with its line."""
    from gesture2midi.mapping import spoken
    from gesture2midi.mapping.load import load_file

    wrong, own, unheard = 0, taught_signals(), False
    for name in files:
        loaded = load_file(paths.mapping_file(name), own)
        found = loaded.problems or loaded.warnings()
        wrong += bool(found if strict else loaded.problems)
        for problem in found:
            echo(problem)
        if not loaded.problems:
            unheard = unheard or spoken.unchecked(loaded.playable().signals)
            many = f", with {len(found)} warning{'s' * (len(found) != 1)}" if found else ""
            echo(f"{name}: good{many}")
    if unheard:
        echo(spoken.UNCHECKED)
    ctx.exit(1 if wrong else 0)


@command("gestures")
def gestures() -> None:
    """Print every signal, pose and hit that a mapping can read."""
    from gesture2midi.gestures import signals

    def row(name: str, signal: signals.Signal) -> tuple[str, str, str, str]:
        return name, signal.kind, f"{signal.low:g}..{signal.high:g}", signal.meaning

    one = [row(s.name, s) for s in (*signals.HAND, *signals.POSES, *signals.HITS)]
    columns = ("signal", "kind", "range", "meaning")
    one += [row(s.name, s) for s in taught_signals()]
    print_table(columns, one, title="Of one hand: left.NAME, right.NAME or any.NAME")
    both = [row(s.name, s) for s in signals.BOTH]
    print_table(columns, both, title="Of both hands: hands.NAME")
    print_table(columns, [row(s.name, s) for s in signals.FACE], title="Of the face")
    print_table(columns, [row(s.name, s) for s in signals.BODY], title="Of the body")
    print_table(columns, [row(s.name, s) for s in signals.HEART], title="Of the heart: run --heart")
    print_table(columns, [row(s.name, s) for s in signals.VOICE], title="Of the voice: run --voice")
    outside = [row(s.name, s) for s in signals.OUTSIDE]
    print_table(columns, outside, title="From other programs")


@command("ports")
def ports() -> None:
    """List the MIDI ports that `run --port` and `run --midi-in-port` can open."""
    from gesture2midi.io.midi.ports import list_ports

    rows = [(port.name, port.api, "--port") for port in list_ports("out")]
    rows += [(port.name, port.api, "--midi-in-port") for port in list_ports("in")]
    if rows:
        print_table(("port", "system", "for"), rows)
    else:
        echo("No MIDI port of another program is there; `gesture2midi run` makes its own.")


@command("hearts")
def hearts() -> None:
    """List the heart rate sensors in reach that `run --heart` can hear."""
    from gesture2midi.io.heart.sensor import sensors_in_reach

    rows = [(one.name, one.address, f"{one.strength} dBm") for one in sensors_in_reach()]
    if rows:
        print_table(("--heart", "address", "strength"), rows)
    else:
        echo("No heart rate sensor is in reach. Straps speak only while they are worn, and to one at a time.")


@command("cameras")
def cameras() -> None:
    """List the cameras that `run --source` can open."""
    from gesture2midi.capture.camera import list_cameras

    found = list_cameras()
    if found:
        rows = [
            (str(c.index), c.name, f"{c.size[0]}x{c.size[1]}", f"{c.fps:g}", _rates(c.rates)) for c in found
        ]
        print_table(("source", "name", "size", "fps", "offers"), rows)
    else:
        echo("No camera can be opened. `--source performer` plays without one.")


def _rates(rates: tuple[float, ...]) -> str:
    return ", ".join(f"{rate:g}" for rate in rates)


@command("model")
@click.option("--model", "named", type=FILE, envvar="GESTURE2MIDI_MODEL", help="Check this file instead.")
@click.option("--face", is_flag=True, help="And the models of mappings that read the face.")
@click.option("--body", is_flag=True, help="And the models of mappings that read the body.")
def model(named: Path | None, face: bool, body: bool) -> None:
    """Say where the hand model is, and fetch it if it is nowhere."""
    from gesture2midi.tracking.model_file import find_model
    from gesture2midi.tracking.people.models import find_models

    with progress() as on_progress:
        path = find_model(named, on_progress=on_progress)
    say("The hand model is there and genuine (Google, Apache-2.0):")
    echo(path)
    wanted: dict[Part, bool] = {"face": face, "body": body}
    for part in (part for part, is_wanted in wanted.items() if is_wanted):
        with progress() as on_progress:
            path = find_models(part, on_progress=on_progress)
        say(f"The {part} models are there and genuine (Google, Apache-2.0):")
        echo(path)
