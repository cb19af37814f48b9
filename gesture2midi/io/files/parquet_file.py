"""A table of numbers as Parquet, which knows what each column holds and is read by columns."""

from __future__ import annotations

from pathlib import Path

from gesture2midi.errors import OutputError


def from_csv(path: Path, words: tuple[str, ...], whole: tuple[str, ...]) -> Path:
    """Write the table of a CSV file, named as it is but `.parquet`; returns where.

    words, whole: the columns that hold text, and those that hold whole numbers. `t_s` is float64, the others
        are float32, which holds the six digits of a CSV file; empty cells are null.

    Raises:
        OutputError: it cannot be written, or pyarrow is not installed.
    """
    made = path.with_suffix(".parquet")
    try:
        from pyarrow import csv, float32, float64, int64, parquet, string
    except ImportError as error:
        raise OutputError(f"Parquet needs more than is installed here ({error.name}).") from error
    with path.open(encoding="utf-8") as file:
        columns = file.readline().rstrip("\n").split(",")
    types = dict.fromkeys(columns, float32()) | {"t_s": float64()}
    types |= dict.fromkeys(words, string()) | dict.fromkeys(whole, int64())
    kinds = csv.ConvertOptions(column_types={name: types[name] for name in columns})
    try:
        table = csv.read_csv(path, convert_options=kinds)
        parquet.write_table(table, made, compression="zstd")
    except OSError as error:
        raise OutputError(f"The file {made} cannot be written: {error.strerror or error}.") from error
    return made
