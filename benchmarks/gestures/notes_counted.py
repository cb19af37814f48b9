"""Whether mappings play one note for each stroke of takes whose strokes are known.

    python -m benchmarks notes_counted FOLDER [MAPPING...]

FOLDER has takes NAME.drums.jsonl or .jsonl.gz and beside each NAME.json with the strokes of each hand:
{"hands": [{"truth": [[brake, ...], ...]}]}. The mappings play one note for a stroke of either hand.
"""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import mido

from gesture2midi.cli.tables import print_table

MAPPINGS = ("drums", "hand-percussion")
"""Bundled ones in which either hand's strike is one note."""
ENDING = ".drums.jsonl"


def strokes(truth: Path) -> int:
    """How many strokes the take has, of all hands."""
    return sum(len(hand["truth"]) for hand in json.loads(truth.read_text(encoding="utf-8"))["hands"])


def notes(take: bytes, mapping: str) -> int:
    """How many notes the mapping plays over the take."""
    with tempfile.TemporaryDirectory() as folder:
        path, played = Path(folder, "take.jsonl"), Path(folder, "played.mid")
        path.write_bytes(take)
        command = [sys.executable, "-m", "gesture2midi", "render", str(path), "--mapping", mapping]
        subprocess.run([*command, "--midi", str(played)], check=True, capture_output=True)
        return sum(m.type == "note_on" and m.velocity > 0 for m in mido.MidiFile(played))


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.argument("mappings", nargs=-1)
def main(folder: Path, mappings: tuple[str, ...]) -> None:
    """Print the table; the exit status is 1 where a number differs."""
    takes = sorted(path for path in folder.iterdir() if path.name.removesuffix(".gz").endswith(ENDING))
    rows, right = [], True
    for path in takes:
        name = path.name.removesuffix(".gz").removesuffix(ENDING)
        wanted = strokes(folder / f"{name}.json")
        take = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        played = [notes(take, mapping) for mapping in mappings or MAPPINGS]
        right = right and all(count == wanted for count in played)
        rows.append((name, f"{wanted}", *map(str, played)))
    headings = ("take", "strokes", *(mappings or MAPPINGS))
    print_table(headings, rows, "Notes played", right=range(1, len(headings)))
    sys.exit(not right)


if __name__ == "__main__":
    main()
