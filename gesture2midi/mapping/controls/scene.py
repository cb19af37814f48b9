"""`send: scene`: other controls play from now on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gesture2midi.engine.controls import MAIN
from gesture2midi.mapping.controls.base import Moment
from gesture2midi.mapping.schema.fields import Formula
from gesture2midi.music.scales import Scale


class SceneControl(Moment):
    scene_field = "to"

    send: Literal["scene"]
    to: Annotated[str, Field(description="the name of a scene, or `main`")]
    when: Formula

    @property
    def leads_to(self) -> str | None:
        return self.to

    def target_name(self, key: Scale | None) -> str:
        return f"scene {self.to}"

    def done(self) -> str:
        return "no scene is on any more" if self.to == MAIN else f"the scene {self.to} begins"
