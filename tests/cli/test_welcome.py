"""`gesture2midi` alone opens the studio where it can, and says how to begin where it cannot."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from gesture2midi import cli
from gesture2midi.cli import main, welcome


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(welcome.sys, "platform", "linux")
    return monkeypatch


def test_without_the_extra_it_names_three_commands_and_how_the_studio_is_installed(
    machine: pytest.MonkeyPatch,
) -> None:
    machine.setattr(welcome, "find_spec", lambda name: None)
    machine.setenv("DISPLAY", ":1")
    done = CliRunner().invoke(main, [])
    assert done.exit_code == 0
    assert done.output.count("\n  gesture2midi ") == 3
    assert "pip install 'gesture2midi[studio]'" in done.output


def test_without_a_display_it_does_not_ask_to_install_what_is_there(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(welcome, "find_spec", lambda name: object())
    done = CliRunner().invoke(main, [])
    assert done.exit_code == 0
    assert "pip install" not in done.output
    assert "gesture2midi studio --no-browser" in done.output


def test_with_both_it_is_the_studio_that_is_meant(machine: pytest.MonkeyPatch) -> None:
    machine.setattr(welcome, "find_spec", lambda name: object())
    machine.setenv("DISPLAY", ":1")
    assert cli._first() == "studio"


def test_the_three_commands_are_real() -> None:
    named = {line.split()[1] for line in welcome.WELCOME.splitlines() if line.startswith("  gesture2midi ")}
    assert named <= set(main.list_commands(main.make_context("gesture2midi", ["run"])))
