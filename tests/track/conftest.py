import os
from pathlib import Path

import pytest

from gesture2midi.errors import ModelError
from gesture2midi.track.models import find_model


@pytest.fixture(scope="session")
def model() -> Path:
    named = os.environ.get("GESTURE2MIDI_MODEL")
    try:
        return find_model(Path(named) if named else None, fetch=False)
    except ModelError as error:
        pytest.skip(f"no hand model: {error}")
