"""What an option may be given: a file, a size, a number within bounds."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click

from gesture2midi.errors import OutputError
from gesture2midi.files import check_writable

FILE = click.Path(dir_okay=False, path_type=Path)


class Size(click.ParamType[tuple[int, int]]):
    """A picture's size, `640x480`, each side 16 to 7680 pixels."""

    name = "WxH"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        sides = str(value).lower().split("x")
        if len(sides) == 2 and all(side.isdecimal() and 16 <= int(side) <= 7680 for side in sides):
            return int(sides[0]), int(sides[1])
        self.fail(
            f"{value!r} is not a size: give width and height like 640x480, each 16 to 7680.", param, ctx
        )


class Number(click.FloatRange):
    """A number within bounds; unlike its base it refuses `nan`, which is neither too small nor too large."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not in the range {self.min}<=x<={self.max}.", param, ctx)
        return number


class Output(click.Path):
    """A file to write; whether it can be is tried now, and not when the set is over.

    suffix: the only one that its name may have; None leaves it to the player.
    """

    def __init__(self, suffix: str | None = None, *, allow_dash: bool = False) -> None:
        super().__init__(dir_okay=False, allow_dash=allow_dash, path_type=Path)
        self._suffix = suffix

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(str(super().convert(value, param, ctx)))
        if self._suffix and path.suffix.lower() != self._suffix:
            raise OutputError(f"The file {path} cannot be written: its name must end in {self._suffix}.")
        if str(path) != "-":
            check_writable(path)
        elif not self.allow_dash:
            self.fail("'-' is no file, and only a transcript goes to the terminal: name a file.", param, ctx)
        return path


class WordOrNumber(Number):
    """A number within bounds, or one of some words."""

    def __init__(self, words: tuple[str, ...], low: float | None, high: float | None) -> None:
        super().__init__(low, high)
        self._words = words

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value in self._words:
            return value
        try:
            float(value)
        except ValueError:
            self.fail(f"{value!r} is neither {' nor '.join(self._words)} nor a number.", param, ctx)
        return super().convert(value, param, ctx)
