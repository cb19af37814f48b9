"""`send: mapping`: the mapping after this one, or before it."""

from __future__ import annotations

from typing import Literal

from gesture2midi.engine.step_player import MappingPart
from gesture2midi.mapping.controls.answers import Bound, Player
from gesture2midi.mapping.controls.stepping import Stepped
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.music.scales import Scale


class MappingControl(Stepped):
    either = ("next", "previous")

    send: Literal["mapping"]

    def player(self, me: Bound) -> Player:
        stepping = self.stepping(me)
        return lambda stage: [MappingPart(stepping)]

    def target_name(self, key: Scale | None) -> str:
        return "mappings"

    def sentence(self, speaker: Speaker) -> str:
        return f"the mappings of the set change{self.stepped_by(speaker)}"

    def gesture(self, speaker: Speaker) -> str:
        return self.step_gesture(speaker)

    def plays_while(self) -> list[str]:
        return self.steps_while()
