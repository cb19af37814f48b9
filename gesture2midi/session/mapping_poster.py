"""A mapping as the page that `display.poster.layout` draws."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from gesture2midi.display.poster import hand_icons
from gesture2midi.display.poster.model import Card, Line, Page, Scene, Who
from gesture2midi.display.view import Zone
from gesture2midi.engine.mapping import MAIN
from gesture2midi.errors import printable
from gesture2midi.events import SIDES
from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.describe.explain import Told, explained
from gesture2midi.mapping.load import Taught, load_file
from gesture2midi.session.note_zones import zones

_WHO: dict[str, Who] = {
    "Left hand": "left",
    "Right hand": "right",
    "Either hand": "any",
    "Both hands": "hands",
}
_WAYS = {f"swipe_{way}" for way in ("left", "right", "up", "down")}
_MARKS = {"x", "y", "depth", "roll", "pitch", "yaw", "strike", "circle"} | _WAYS


def page(path: Path, taught: Taught = ()) -> Page:
    """The page of a mapping file.

    Raises:
        MappingError: it cannot be played.
    """
    file = load_file(path, taught)
    told, mapping = explained(file), file.playable()
    profile = Profile()
    scenes: dict[str, Scene] = {}
    played: dict[str, tuple[Told, ...]] = {}
    for part in told.parts:
        controls = (*played.get(part.scene, ()), *part.controls)
        played[part.scene] = controls
        areas = _on_paper(zones(mapping, part.scene or MAIN, profile))
        every = (*played.get("", ()), *controls)
        cards = tuple(map(_card, controls))
        scenes[part.scene] = Scene(part.scene, part.about, areas, _lines(every), cards)
    return Page(told.name, told.about, printable(path.name), tuple(scenes.values()))


def _on_paper(found: tuple[Zone, ...]) -> tuple[Zone, ...]:
    """The zones of the hands; those of single fingertips only where a hand has no others."""
    whole = {zone.side for zone in found if zone.label and "." not in zone.of}
    return tuple(zone for zone in found if "." not in zone.of or zone.side not in whole)


def _lines(controls: Iterable[Told]) -> tuple[Line, ...]:
    """The heights at which a hand begins to play, or ends."""
    found = {
        (side, end)
        for told in controls
        for side in SIDES
        for end in told.bounds.get(f"{side}.y", ())
        if 0 < end < 1
    }
    return tuple(Line(side, end) for side, end in sorted(found))


def _card(told: Told) -> Card:
    who = _WHO.get(told.who, "")  # of a face, a heart, a voice or a clock no hand is drawn
    mine = {"left": ("left", "hand", "finger"), "right": ("right", "hand", "finger"), "any": ("any",)}
    of_it = mine.get(who, ("left", "hands"))
    pose = _pose((*told.when, *told.follows), of_it)
    other = _pose(told.when, ("right",)) if who == "hands" else None
    return Card(
        who=who,
        target=told.target.partition(", channel ")[0],
        channel=told.channel,
        gesture=told.gesture,
        pose=pose,
        marks=_marks((*told.when, *told.follows), of_it),
        other=other,
        anchor=next((name.partition(".")[2] for name in told.follows if name.split(".")[0] in of_it), ""),
    )


def _pose(names: tuple[str, ...], hands: tuple[str, ...]) -> str:
    """The first pose among signals of these hands, as a sign."""
    for name in names:
        hand, _, rest = name.partition(".")
        kind = rest.replace("_tap", "").removesuffix(".index")
        if hand in hands and kind in hand_icons.POSES:
            return kind
    return ""


def _marks(names: tuple[str, ...], hands: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for name in names:
        hand, _, rest = name.partition(".")
        mark = rest.split(".")[-1] if rest.endswith((".x", ".y")) else rest
        if hand in hands and mark in _MARKS:
            found.append(mark)
    # A blow is a way of its own; where it falls is said in words.
    blows = [mark for mark in found if mark not in ("x", "y")]
    return tuple(dict.fromkeys(blows or found))[:2]
