"""`gesture2midi batch`: many films and takes into files, on all cores or on a cluster."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import cloup

from gesture2midi import paths
from gesture2midi.cli.common import (
    GROUPS,
    command,
    echo,
    extra_missing,
    model_option,
    progress,
    say,
    soundfont_option,
    taught,
    tracker_option,
)
from gesture2midi.cli.live_options import TAKES_OWN
from gesture2midi.cli.players import player_option
from gesture2midi.cli.render import folder, kind_options, loudness_option
from gesture2midi.cli.tables import print_table
from gesture2midi.errors import UsageError

if TYPE_CHECKING:
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.session.batch.films import Film
    from gesture2midi.session.batch.job import Recipe
    from gesture2midi.session.batch.record import Row
    from gesture2midi.session.measurements import Measured
    from gesture2midi.tracking.select_backend import Kind


@command("batch films --out played --mapping drums --midi --csv")
@click.argument(
    "films", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE_OR_FOLDER..."
)
@cloup.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder to write into.",
    group=GROUPS["Files"],
)
@kind_options(flags=True)
@cloup.option(
    "--csv",
    is_flag=True,
    help="Write landmarks, joint angles and signals of each frame (.csv).",
    group=GROUPS["Files"],
)
@cloup.option(
    "--parquet",
    is_flag=True,
    help="Write the same as Parquet; needs the extra `parquet`.",
    group=GROUPS["Files"],
)
@cloup.option(
    "--body",
    is_flag=True,
    help="Measure the body, too, in each frame: for --csv, --parquet and --record.",
    group=GROUPS["Files"],
)
@cloup.option("--mapping", group=GROUPS["Source"], help=TAKES_OWN)
@cloup.option(
    "--mirror/--no-mirror",
    group=GROUPS["Source"],
    default=None,
    help="Seen as in a mirror; a film is not. Left stays left either way.",
)
@player_option
@model_option
@tracker_option
@soundfont_option
@loudness_option
@cloup.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="Films at a time.  [default: one a core]",
    group=GROUPS["Advanced"],
)
@cloup.option(
    "--scheduler",
    metavar="tcp://HOST:PORT|local",
    help="Have the workers of a Dask cluster play them; needs the extra `cluster`.",
    group=GROUPS["Advanced"],
)
@click.pass_context
def batch(
    ctx: click.Context,
    films: tuple[Path, ...],
    out: Path,
    made: dict[str, bool],
    csv: bool,
    parquet: bool,
    body: bool,
    mapping: str | None,
    mirror: bool | None,
    profile: Profile | None,
    model: Path | None,
    tracker_kind: str,
    soundfont: Path | None,
    loudness: str,
    jobs: int | None,
    scheduler: str | None,
) -> None:
    """Play many films and takes into files. What is done and unchanged is not done again."""
    from gesture2midi.gestures.profile import Profile
    from gesture2midi.mapping.load import load
    from gesture2midi.session.batch import films as films_in
    from gesture2midi.session.batch import summary
    from gesture2midi.session.batch.job import Recipe
    from gesture2midi.session.instrument import fingerprint
    from gesture2midi.session.measurements import Measured

    _check_scheduler(scheduler, jobs)
    measured = Measured(csv, parquet, pictures="plot" in made, body=body)
    _check_measured(measured, "record" in made)
    own = taught()
    if mapping is not None:
        load(paths.mapping_file(mapping), own.signals)
    found = films_in.find(films, out, say)
    kind, path = _tracker(found, model, tracker_kind)
    recipe = Recipe(
        out=out,
        mapping=mapping,
        kinds=tuple(made),
        soundfont=soundfont or paths.soundfonts() / "gesture2midi.sf2",
        measured=measured,
        tracker=kind,
        model=path,
        mirror=mirror,
        profile=profile or Profile(),
        taught=own,
        taught_by=fingerprint(sorted(paths.gestures().glob("*.json"))),
        loudness=loudness == "on",
    )
    with folder(out):
        rows = _played(found, recipe, jobs, scheduler)
        summary.write(out / "summary.csv", rows)
    print_table(summary.HEADINGS, map(summary.shown, rows), right=range(2, 8))
    failed = sum(row.result == "failed" for row in rows)
    if failed:
        echo(f"{failed} of {len(rows)} could not be played; the summary says why.")
    ctx.exit(1 if failed else 0)


def _check_scheduler(scheduler: str | None, jobs: int | None) -> None:
    """Raises UsageError: it is none, or has its own workers, so that there is nothing to count here."""
    from gesture2midi.session.batch.scheduler import LOCAL, check_address

    if scheduler is None:
        return
    check_address(scheduler)
    if jobs is not None and scheduler != LOCAL:
        raise UsageError("With --scheduler leave --jobs out: the scheduler has the workers that it has.")


def _check_measured(measured: Measured, record: bool) -> None:
    """Raises UsageError: nothing would hold the body, or what writes Parquet is not installed."""
    if measured.body and not (measured.csv or measured.parquet or record):
        raise UsageError("The option --body measures: give --csv, --parquet or --record, too.")
    if measured.parquet:
        try:
            import pyarrow  # noqa: F401
        except ImportError as error:
            raise extra_missing("--parquet", "parquet", error) from error


def _tracker(films: Sequence[Film], model: Path | None, wanted: str) -> tuple[Kind | None, Path | None]:
    """What tracks the films, and its model; nothing where there are takes only."""
    from gesture2midi.session.sources import is_take
    from gesture2midi.tracking.model_file import find_model
    from gesture2midi.tracking.select_backend import choose

    if all(is_take(str(film.path)) for film in films):
        return None, None
    with progress() as on_progress:
        path = find_model(model, on_progress=on_progress)
    return choose(path, wanted, say), path


def _played(films: Sequence[Film], recipe: Recipe, jobs: int | None, scheduler: str | None) -> list[Row]:
    """What became of each film, in their order."""
    from gesture2midi.session.batch import cluster, job, processes
    from gesture2midi.session.batch.record import Row

    job.clear(recipe.out)
    workers = jobs or processes.cores()
    if scheduler is None:
        news = processes.play(films, recipe, workers)
    else:
        news = cluster.play(films, recipe, scheduler, workers)
    rows: dict[Film, Row] = {}
    frames: dict[Film, int] = {}
    with progress() as on_progress:
        on_progress("films", 0, len(films))
        for film, told in news:
            if isinstance(told, Row):
                rows[film] = told
                frames[film] = told.frames
                on_progress("films", len(rows), len(films))
            else:
                frames[film] = told
            on_progress("frames", sum(frames.values()), None)
    return [rows[film] for film in films]
