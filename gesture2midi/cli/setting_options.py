"""Options of the command line, made from the fields of the settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import wraps
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

import click
import cloup
from annotated_types import Ge, Le
from click.core import ParameterSource
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from gesture2midi.cli.common import GROUPS, Function
from gesture2midi.cli.parameters import FILE, Number, Size, WordOrNumber
from gesture2midi.errors import UsageError, refusal
from gesture2midi.session.settings import Option

Options = TypeVar("Options", bound=BaseModel)


class PortBinding(click.ParamType[tuple[str, str]]):
    """`lights=USB Synth` or `USB Synth`, as the pair of both names."""

    name = "PORT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        from gesture2midi.io.midi.open_ports import parse_binding

        return parse_binding(str(value))


class OscTarget(click.ParamType[str]):
    """`HOST:PORT[,WORD]...`; a mistake in one is told before anything is opened."""

    name = "TARGET"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        from gesture2midi.io.osc.target import parse_target

        parse_target(str(value))
        return str(value)


_TYPES: dict[str, click.ParamType[Any]] = {
    "size": Size(),
    "ports": PortBinding(),
    "osc": OscTarget(),
    "soundfont": click.Path(dir_okay=False),
}
"""The types of values that are more than a number or a text, by setting."""


def setting_options(
    model: type[Options], types: Mapping[str, click.ParamType[Any]] = _TYPES
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Gives a command an option for each field of `model`; it is called with `options`, checked by the model.

    `options.model_fields_set` are the names of what the command line, or a variable, said.

    Args:
        model: its fields bear an `Option` in their annotation; those without are no options.
        types: what click makes of the value of a field that is more than a number or a text.
    """
    told = {name: (field, _option(field)) for name, field in model.model_fields.items()}
    known = {name: (field, option) for name, (field, option) in told.items() if option is not None}

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(command)
        def called(**values: Any) -> Any:
            context = click.get_current_context()
            usual = (ParameterSource.DEFAULT, ParameterSource.DEFAULT_MAP)
            given = {n: v for n, v in values.items() if n in known}
            given = {n: v for n, v in given.items() if context.get_parameter_source(n) not in usual}
            others = {n: v for n, v in values.items() if n not in known}
            return command(_checked(model, given), **others)

        result: Callable[..., Any] = called
        by_group = sorted(known.items(), key=lambda item: list(GROUPS).index(item[1][1].group))
        for name, (field, option) in reversed(by_group):
            result = _click_option(name, field, option, {**_TYPES, **types})(result)
        return result

    return decorate


def _checked(model: type[Options], given: dict[str, Any]) -> Options:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        option = _option(model.model_fields[name])
        flag = (option.flag if option else "") or name
        raise UsageError(f"The option --{flag.replace('_', '-')} {refusal(first)}.") from error


def _option(field: FieldInfo) -> Option | None:
    return next((told for told in field.metadata if isinstance(told, Option)), None)


def _click_option(
    name: str, field: FieldInfo, option: Option, types: Mapping[str, click.ParamType[Any]]
) -> Callable[[Function], Function]:
    flag = (option.flag or name).replace("_", "-")
    shown = field.default is not None and field.default != ()
    common: dict[str, Any] = {
        "help": option.help,
        "default": f"{field.default:g}" if isinstance(field.default, float) else field.default,
        "show_default": shown,
        "envvar": option.variable,
        "group": GROUPS[option.group],
    }
    if any(plain is bool for plain, _ in _parts(field.annotation)):
        return cloup.option(f"--{flag}/--no-{flag}", name, **common)
    if isinstance(field.default, tuple) and name != "size":
        common |= {"multiple": True}
    if name == "size":
        common |= {"default": "{}x{}".format(*field.default)}
    return cloup.option(
        f"--{flag}", name, type=types.get(name) or _type(field), metavar=option.metavar, **common
    )


def _parts(annotation: Any) -> Iterator[tuple[Any, dict[str, float]]]:
    """Yields the types that a value may have but `None`, each with its bounds; of a tuple what it holds."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        for part in parts:
            yield from _parts(part)
    elif origin is Annotated:
        told = [bound for part in parts[1:] if isinstance(part, FieldInfo) for bound in part.metadata]
        yield from ((plain, bounds | _bounds(told)) for plain, bounds in _parts(parts[0]))
    elif origin is tuple:
        yield from _parts(parts[0])
    elif annotation is not NoneType:
        yield annotation, {}


def _bounds(told: Iterable[object]) -> dict[str, float]:
    found: dict[str, float] = {}
    for bound in told:
        match bound:
            case Ge(ge=int() | float() as low):
                found["low"] = low
            case Le(le=int() | float() as high):
                found["high"] = high
    return found


def _type(field: FieldInfo) -> click.ParamType[Any]:
    parts = [(plain, bounds | _bounds(field.metadata)) for plain, bounds in _parts(field.annotation)]
    words = tuple(str(word) for plain, _ in parts if get_origin(plain) is Literal for word in get_args(plain))
    for plain, bounds in parts:
        low, high = bounds.get("low"), bounds.get("high")
        if plain is float:
            return WordOrNumber(words, low, high) if words else Number(low, high)
        if plain is int:
            return click.IntRange(None if low is None else int(low), None if high is None else int(high))
        if plain is Path:
            return FILE
    return click.Choice(words) if words else click.STRING
