"""The mapping file as pydantic models; those of its controls are in `mapping.controls`.

The JSON Schema for editors comes from these classes.
"""

from __future__ import annotations

from typing import Annotated, Any, get_args

from pydantic import Field, WithJsonSchema
from pydantic.fields import FieldInfo

from gesture2midi.mapping.controls.kinds import KINDS, Controls
from gesture2midi.mapping.schema.base import Model
from gesture2midi.mapping.schema.fields import Bank, Channel, Formula, Included, ProgramName, Unit, Words
from gesture2midi.mapping.schema.scene_actions import ACTIONS, Actions


class SynthSettings(Model):
    """What the built-in synth (and the head of a rendered MIDI file) plays with."""

    program: ProgramName | None = None
    bank: Bank | None = None
    programs: Annotated[
        dict[Channel, ProgramName],
        Field(
            description="programs by channel, such as {1: Warm Pad, 2: Finger Bass}",
            json_schema_extra={"propertyNames": {"pattern": "^([1-9]|1[0-6])$"}},
        ),
    ] = Field(default_factory=dict)
    volume: Unit = 0.8
    reverb: Unit = 0.3


class MpeSettings(Model):
    """The zone that MPE voices play in; its manager is channel 1, its members follow from channel 2."""

    members: Annotated[int, Field(ge=1, le=15, description="1 to 15")] = 15
    bend_range: Annotated[int, Field(ge=1, le=96, description="1 to 96 semitones")] = 48


class SceneSettings(Model):
    """A scene's own controls play beside those of the top level while it is on."""

    about: Words | None = None
    enter: Actions = Field(default_factory=list)
    exit: Actions = Field(default_factory=list)
    controls: Controls = Field(default_factory=list)


class MappingFile(Model):
    name: Words
    about: Words | None = None
    tempo: Annotated[float, Field(ge=20, le=300, description="20 to 300 quarter notes a minute")] = 120.0
    listen: Formula | None = None
    score: Annotated[
        str | None,
        Field(
            pattern=r"^[a-z][a-z0-9-]*$",
            max_length=60,
            description="the name of a score of the virtual performer, such as `demo`",
        ),
    ] = None
    synth: Annotated[SynthSettings, Field(description="settings such as {program: Warm Pad}")] = (
        SynthSettings()
    )
    mpe: Annotated[MpeSettings, Field(description="settings such as {members: 5}")] = MpeSettings()
    include: Included = Field(default_factory=list)
    parts: Annotated[
        dict[Words, Annotated[dict[str, Any], Field(description="keys of controls such as {smooth: 40 ms}")]],
        Field(description="keys that controls share, by name, such as {slow: {smooth: 0.5 s}}"),
    ] = Field(default_factory=dict)
    let: Annotated[
        dict[Any, Annotated[Any, WithJsonSchema({"type": ["string", "number"]})]],
        Field(description="names for expressions, such as {loud: left.y > 0.5}"),
    ] = Field(default_factory=dict)
    controls: Controls = Field(default_factory=list)
    scenes: Annotated[
        dict[Words, Annotated[SceneSettings, Field(description="settings such as {controls: [...]}")]],
        Field(description="scenes by name, each with its `controls`"),
    ] = Field(default_factory=dict)
    start: Annotated[str | None, Field(description="the name of a scene, or `main`")] = None


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a mapping file, for editors that complete and check while one types."""
    described = MappingFile.model_json_schema(by_alias=True)
    models: tuple[type[Model], ...] = (
        SynthSettings,
        MpeSettings,
        SceneSettings,
        *KINDS.values(),
        *ACTIONS.values(),
    )
    for model in models:
        shown = described["$defs"][model.__name__]["properties"]
        for name, field in model.model_fields.items():
            if told := description(field):
                shown[field.alias or name]["description"] = told
    for shape in (described, *described["$defs"].values()):
        # What a model says of itself is for those who read the code.
        shape.pop("description", None)
    for kind, model in KINDS.items():
        shape = described["$defs"][model.__name__]
        shape["title"] = kind
        ways = [[*shape["required"], name] for name in model.either] or [shape["required"]]
        # What a part brings need not stand in the control.
        shape["anyOf"] = [{"required": names} for names in (*ways, ["use"])]
        shape["required"] = ["send"]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def description(field: FieldInfo) -> str:
    """What a field takes; with an optional one that stands with the type that is not None."""
    if field.description:
        return field.description
    found = [meta for arg in get_args(field.annotation) for meta in getattr(arg, "__metadata__", ())]
    return next((meta.description for meta in found if isinstance(meta, FieldInfo) and meta.description), "")
