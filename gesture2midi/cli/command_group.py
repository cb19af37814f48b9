"""A group of commands: each is imported when it is asked for, and each error is told as one sentence."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

import click

from gesture2midi import __version__
from gesture2midi.cli.common import echo
from gesture2midi.cli.interrupts import STATUS, counted
from gesture2midi.errors import PlayerError, did_you_mean, printable, shortened


class Commands(click.Group):
    """Lists its commands in their order, and imports one when it is asked for.

    A player's error becomes a sentence with its status.

    Args:
        modules: for each command the module that holds it, in a variable of that name.
        hidden: likewise those that the program starts itself; no list has them.
        first: gives the command that is meant where none is named.
    """

    def __init__(
        self,
        name: str,
        help: str,
        modules: Mapping[str, str],
        hidden: Mapping[str, str] | None = None,
        first: Callable[[], str] | None = None,
    ) -> None:
        super().__init__(
            name,
            help=help,
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
        self._modules, self._hidden, self._first = dict(modules), dict(hidden or {}), first
        click.version_option(__version__, prog_name=name)(self)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args and self._first is not None:
            args = [self._first()]
        try:
            return super().parse_args(ctx, args)
        except click.ClickException as error:
            raise _harmless(error) from None

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self._modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        where = self._modules.get(cmd_name) or self._hidden.get(cmd_name)
        if where is None:
            return None
        command: click.Command = vars(import_module(where))[cmd_name.replace("-", "_")]
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; one that is not there is refused with the nearest name."""
        name = args[0]
        if name not in {**self._modules, **self._hidden} and not name.startswith("-"):
            hint = did_you_mean(name, self._modules, "`gesture2midi --help` lists those there are.")
            ctx.fail(f"There is no command {name!r}: {hint}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the first sentence of each command, whole."""
        commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, _first_sentence(command.help or "")) for name, command in commands.items() if command]
            )

    def main(self, *args: Any, **kwargs: Any) -> Any:
        for stream in (sys.stdin, sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # what has no sign in the terminal's encoding
                stream.reconfigure(errors="replace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        with counted() as interrupts:
            ctx.obj = interrupts
            try:
                result = super().invoke(ctx)
            except PlayerError as error:
                echo(shortened(f"Error: {error}"), err=True)
                ctx.exit(error.status)
            except click.ClickException as error:
                raise _harmless(error) from None
            except KeyboardInterrupt:
                ctx.exit(STATUS)
            if interrupts.count:
                ctx.exit(STATUS)
            return result


def _harmless(error: click.ClickException) -> click.ClickException:
    """The error, whose message only says something; Click itself would write what was typed as it stands."""
    vars(error)["message"] = shortened(printable(error.message))
    return error


def _first_sentence(text: str) -> str:
    return f"{' '.join(text.split()).partition('. ')[0].rstrip('.')}."
