"""The one place that knows where mappings, soundfonts and models lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

from platformdirs import user_cache_path, user_data_path

from gesture2midi.errors import UsageError, did_you_mean
from gesture2midi.files import is_device

_PACKAGE = Path(__file__).resolve().parent
_MAPPING = re.compile(r"[\w-]+")
MAPPING_ENDINGS = (".yaml", ".yml", ".g2m")
"""How the name of a mapping's file ends; all mean YAML. The last is ours alone: a click opens such a file.
Of two files that differ by their ending alone, the name means the one whose ending is first here."""

_PLAYER = re.compile(r"\w[\w-]{0,63}")


def _bundled(name: str) -> Path:
    """In a wheel the folders lie in `gesture2midi/data`; in a checkout beside the package."""
    inside = _PACKAGE / "data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name


def mappings() -> Path:
    """The folder of the bundled mappings."""
    return _bundled("mappings")


def soundfonts() -> Path:
    """The folder of the bundled soundfonts."""
    return _bundled("soundfonts")


def scores() -> Path:
    """The folder of the virtual performer's bundled scores."""
    return _PACKAGE / "performer" / "scores"


def bundled_model() -> Path:
    """The hand model that an installer brought along; a wheel and a checkout have none."""
    return _bundled("models") / "hand_landmarker.task"


def to_add(wanted: str, instead: str = "") -> str:
    """Returns what to do about a package that is missing; a bundle has no pip to install it with.

    Args:
        wanted: what pip is asked for, as `gesture2midi[studio]`.
        instead: how to go without it, as `leave --window out`; empty where that is impossible.
    """
    if bundled_model().is_file():
        return f"nothing can be added to this package, so {instead or 'install it again'}"
    return f"pip install '{wanted}'" + (f", or {instead}" if instead else "")


def model_cache() -> Path:
    """Where a fetched hand model is kept; the folder may not be there yet."""
    return user_cache_path("gesture2midi", appauthor=False) / "hand_landmarker.task"


def people_models(part: str) -> Path:
    """Where the fetched models of `face` or `body` are kept; the folder may not be there yet."""
    return user_cache_path("gesture2midi", appauthor=False) / f"{part}_models.zip"


def players() -> Path:
    """The folder of the players' profiles; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "players"


def player_file(name: str) -> Path:
    """The file of a player's profile, whether it is there or not.

    Raises:
        UsageError: the name could mean a file elsewhere, or none at all.
    """
    if not _PLAYER.fullmatch(name):
        raise UsageError(
            f"The player's name {name!r} cannot be used: take letters, digits, - and _, 64 at the most."
        )
    if is_device(name):
        raise UsageError(f"The player's name {name!r} cannot be used: Windows takes it for a device.")
    return players() / f"{name}.yaml"


def player_names() -> tuple[str, ...]:
    """Those who have a profile, sorted."""
    return tuple(sorted(p.stem for p in players().glob("*.yaml") if _PLAYER.fullmatch(p.stem)))


def own_mappings() -> Path:
    """The folder of the player's own mappings; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "mappings"


def takes() -> Path:
    """The folder of the takes that the studio recorded; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "takes"


def studio_key() -> Path:
    """The secret of the studio's pages; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "studio.key"


def api_token() -> Path:
    """The token that other programs send to the studio's API; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "api.token"


def own_soundfonts() -> Path:
    """The folder of the player's own soundfonts; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "soundfonts"


def quick_settings() -> Path:
    """What is laid over each mapping on the studio's Play page; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "quick.json"


def settings() -> Path:
    """What was chosen on the studio's Set-up page; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "settings.json"


def usage() -> Path:
    """The usage figures, which are kept only where the player said yes; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "usage.json"


def picture_ages() -> Path:
    """How old the pictures of each camera are, as measured; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "camera-latency.json"


def favourites() -> Path:
    """Which mappings the player likes best; it may not be there yet."""
    return user_data_path("gesture2midi", appauthor=False) / "favourites.json"


def gestures() -> Path:
    """Where the gestures that the player taught are kept, a file each; the folder may not be there yet.

    The variable `GESTURE2MIDI_GESTURES` names another folder.
    """
    named = os.environ.get("GESTURE2MIDI_GESTURES")
    return Path(named) if named else user_data_path("gesture2midi", appauthor=False) / "gestures"


def mapping_file(name: str) -> Path:
    """The file of a mapping: a path to a YAML file, the name of a bundled one, or of one of the player's own.

    A name with one of `MAPPING_ENDINGS` is a path, whether the file is there or not.
    A bundled one's name is always its own: what is written of it anywhere holds for every player.

    Raises:
        UsageError: no mapping has that name.
    """
    path = Path(os.path.expanduser(name))
    if is_mapping(name) or os.path.exists(path):
        return path
    if name in bundled_mappings():
        return mappings() / f"{name}.yaml"
    if name in own_mapping_names():
        return next(path for path in own_mapping_files() if path.stem == name)
    known = (*bundled_mappings(), *own_mapping_names())
    hint = did_you_mean(name, known, f"name a YAML file, or one of {', '.join(known)}.")
    raise UsageError(f"There is no mapping {name!r}: {hint}")


def own_mapping_names() -> tuple[str, ...]:
    """The names by which the player's own mappings are played, sorted; a bundled one's is not among them."""
    found = {path.stem for path in own_mapping_files() if _MAPPING.fullmatch(path.stem)}
    return tuple(sorted(found.difference(bundled_mappings())))


def own_mapping_files() -> list[Path]:
    """The files of the player's own mappings; of those that share a name the one that it means is first."""
    found = [path for path in own_mappings().glob("*") if is_mapping(path.name)]
    return sorted(
        found, key=lambda path: (path.stem, MAPPING_ENDINGS.index(path.suffix.lower()), path.suffix)
    )


def is_mapping(name: str) -> bool:
    """Whether a file of this name is taken for a mapping, by its ending alone."""
    return Path(name).suffix.lower() in MAPPING_ENDINGS


def bundled_mappings() -> tuple[str, ...]:
    """The names of the bundled mappings, sorted."""
    return tuple(sorted(path.stem for path in mappings().glob("*.yaml")))
