"""`send: scene`: other controls play from now on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gesture2midi.engine.controls import Door
from gesture2midi.engine.mapping import MAIN
from gesture2midi.errors import listed
from gesture2midi.mapping.controls.answers import Bound
from gesture2midi.mapping.controls.stepping import STEPS, SteppedMoment
from gesture2midi.music.scales import Scale

_SceneName = Annotated[str, Field(description="the name of a scene, or `main`")]


class SceneControl(SteppedMoment):
    scene_fields = ("to", "scenes")
    either = ("to", "next", "previous")
    apart = ((("to",), ("scenes", *STEPS)),)

    send: Literal["scene"]
    to: _SceneName | None = None
    scenes: Annotated[
        list[_SceneName] | None,
        Field(min_length=1, max_length=64, description="a list of scenes such as [verse, chorus, verse]"),
    ] = None

    def doors(self, me: Bound) -> tuple[Door, ...]:
        if self.to is not None:
            return () if me.when is None else (Door(me.when, (self.to,)),)
        scenes, wraps = tuple(self.scenes or ()), self.at_end == "wrap"
        ways = ((self.next, 1), (self.previous, -1))
        return tuple(Door(when, scenes, way, wraps, me.when) for when, way in ways if when is not None)

    def target_name(self, key: Scale | None) -> str:
        return f"scene {self.to}" if self.to is not None else "scenes"

    def done(self) -> str:
        return "no scene is on any more" if self.to == MAIN else f"the scene {self.to} begins"

    def steps_through(self) -> str:
        many = listed(self.scenes, "and") if self.scenes else "all of them"
        return f"the scenes change, through {many}"
