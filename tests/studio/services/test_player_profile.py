"""Who plays: a change counts at once, and a player with a name keeps it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.errors import OutputError, UsageError
from gesture2midi.gestures import profile_files
from gesture2midi.gestures.profile import Profile
from gesture2midi.studio.services.player_profile import PlayerProfile


class Set:
    """Played by somebody, or by nobody in particular."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.played: list[Profile] = []
        self.player = PlayerProfile(Profile(delay=0.03), lambda: self.name, self.played.append)


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Set:
    monkeypatch.setattr(paths, "players", lambda: tmp_path / "players")
    return Set()


def calmer(profile: Profile) -> Profile:
    return replace(profile, steady=0.4)


def test_what_nobody_in_particular_changes_counts_at_once_and_is_not_kept(played: Set) -> None:
    played.player.change(calmer)
    assert played.played == [played.player.now] == [Profile(steady=0.4, delay=0.03)]
    assert paths.player_names() == ()
    played.player.keep_as("ana")
    assert profile_files.load("ana") == played.player.now


def test_a_player_keeps_the_change_and_nothing_that_only_this_set_has(played: Set) -> None:
    profile_files.save("ana", Profile(hands="left"))
    played.name = "ana"
    played.player.play_as(Profile(hands="left", delay=0.05))  # as `--strike-delay` has it
    played.player.change(calmer)
    assert played.player.now == Profile(hands="left", steady=0.4, delay=0.05)
    assert profile_files.load("ana") == Profile(hands="left", steady=0.4)


def test_a_player_that_is_there_is_not_written_over(played: Set) -> None:
    profile_files.save("ana", Profile(hands="left"))
    with pytest.raises(UsageError, match="There is a player ana already"):
        played.player.keep_as("ana")
    with pytest.raises(UsageError, match="cannot be used"):
        played.player.keep_as("../ana")
    assert profile_files.load("ana") == Profile(hands="left")


def test_what_cannot_be_kept_counts_all_the_same(played: Set, monkeypatch: pytest.MonkeyPatch) -> None:
    profile_files.save("ana", Profile())
    played.name = "ana"

    def full(name: str, profile: Profile) -> Path:
        raise OutputError("The disk is full.")

    monkeypatch.setattr(profile_files, "save", full)
    with pytest.raises(OutputError):
        played.player.change(calmer)
    assert played.player.now.steady == 0.4
