"""The profile that a set is played with: a change counts at once, and a player with a name keeps it."""

from __future__ import annotations

import os
from collections.abc import Callable

from gesture2midi import paths
from gesture2midi.errors import UsageError
from gesture2midi.gestures import profile_files
from gesture2midi.gestures.profile import Profile


class PlayerProfile:
    """Changes who plays.

    Args:
        profile: the one to begin with.
        name: gives the player that was chosen; None is nobody in particular.
        go_on: has the set played by these hands.
    """

    def __init__(
        self, profile: Profile, name: Callable[[], str | None], go_on: Callable[[Profile], None]
    ) -> None:
        self.now, self._name, self._go_on = profile, name, go_on

    def play_as(self, profile: Profile) -> None:
        """Go on as this player; nothing is written."""
        self.now = profile
        self._go_on(profile)

    def change(self, change: Callable[[Profile], Profile]) -> None:
        """Go on with another profile, and have the player that was chosen keep the change.

        change: gives the profile after it. What only this set has, such as its strike delay, is not kept.

        Raises:
            PlayerError: it cannot be kept; it counts for this session all the same.
        """
        self.play_as(change(self.now))
        name = self._name()
        if name is not None:
            profile_files.save(name, change(profile_files.load(name)))

    def keep_as(self, name: str) -> None:
        """Keep the profile as that of a new player.

        Raises:
            PlayerError: there is one of that name, or it cannot be written.
        """
        if os.path.exists(paths.player_file(name)):
            raise UsageError(f"There is a player {name} already: choose that one, or take another name.")
        profile_files.save(name, self.now)
