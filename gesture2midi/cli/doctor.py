"""`gesture2midi doctor`: is all ready to play?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.common import GROUPS, command, echo, fps_option, picture_options, say, tracker_of
from gesture2midi.cli.parameters import Number, WordOrNumber
from gesture2midi.cli.tables import print_sound_path
from gesture2midi.errors import PlayerError, printable

if TYPE_CHECKING:
    from gesture2midi.capture.source import Rate
    from gesture2midi.session.checks import Finding


_GOOD, _FIX = ("good", "green"), ("fix ", "red")
_OPTIONS = {
    "more_light": "More light shortens the exposure; or ask for what the camera has, with --fps and --size.",
    "too_slow": "Close other programs, take smaller pictures (--size 640x480) or fewer of them (--fps).",
    "another_source": "Name another one with --source: the number of a camera, or `performer`.",
    "without_port": "Without one, play with --synth or --osc HOST:PORT.",
}
"""What to do, where a terminal has another way to it than the studio's Set-up page."""


@command("doctor --source performer")
@cloup.option(
    "--source",
    default="0",
    show_default=True,
    help="As for `run`.",
    group=GROUPS["Source"],
)
@cloup.option(
    "--seconds",
    type=Number(0.5, 60),
    default=4,
    show_default=True,
    help="How long to look.",
    group=GROUPS["Source"],
)
@picture_options
@fps_option(WordOrNumber(("auto",), 1, 240), "auto", "As for `run`; looked at with 30 where it is auto.")
@cloup.option(
    "--heart",
    metavar="NAME|ADDRESS|any",
    help="Look for this heart rate sensor, too.",
    group=GROUPS["Inputs"],
)
@cloup.option(
    "--voice",
    metavar="NAME",
    help="Try this microphone for spoken commands, too; tried anyway where the extra is installed.",
    group=GROUPS["Inputs"],
)
@click.pass_context
def doctor(
    ctx: click.Context,
    source: str,
    seconds: float,
    mirror: bool | None,
    size: tuple[int, int],
    fps: Rate,
    model: Path | None,
    tracker_kind: str,
    heart: str | None,
    voice: str | None,
) -> None:
    """Check the camera, the light, the tracker's speed, the MIDI port and the synth."""
    from gesture2midi.mapping import spoken
    from gesture2midi.session import diagnostics as measure
    from gesture2midi.session import sources
    from gesture2midi.session.picture_age import PictureAges
    from gesture2midi.studio.words import DEFAULT, read

    words = read(DEFAULT)
    good = True
    measured, name = measure.Measured(), source

    def tell(finding: Finding) -> None:
        nonlocal good
        good = good and finding.good
        sign, colour = _GOOD if finding.good else _FIX
        what, said = words(f"checkup.{finding.what}"), words(f"checkup.{finding.said}", **finding.values)
        click.echo(f"{click.style(sign, fg=colour)}  {what + ':':11}{printable(said)}")
        if finding.advice:
            advice = _OPTIONS.get(finding.advice) or words(f"checkup.{finding.advice}")
            echo(f"{'':17}{advice}")

    try:
        make_tracker = tracker_of(source, model, tracker_kind, in_step=False)
        file = not sources.is_live(source, None)
        opened = sources.open_source(
            source, size=size, fps=fps, mirror=mirror, realtime=not file, on_problem=say
        )
        name = opened.name
        camera = sources.is_camera(source)
        for finding in measure.source(
            opened, make_tracker, seconds, file=file, camera=camera, measured=measured
        ):
            tell(finding)
    except PlayerError as error:
        good = False
        what = "pictures:" if sources.is_live(source, None) else "file:"
        click.echo(f"{click.style(_FIX[0], fg=_FIX[1])}  {what:11}{printable(str(error))}")
    tell(measure.models("face"))
    tell(measure.models("body"))
    if heart is not None:
        tell(measure.heart(heart))
    if voice is not None or spoken.installed():
        tell(measure.voice(voice))
    tell(measure.port())
    finding, audio = measure.synth()
    tell(finding)
    print_sound_path(measured.sound_path(PictureAges(paths.picture_ages()).of(name, measured.rate), audio))
    ctx.exit(0 if good else 1)
