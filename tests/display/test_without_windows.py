"""An OpenCV that was built without windows, as the installers have it, is told before anything is opened."""

from __future__ import annotations

import cv2
import pytest

from gesture2midi.display import window
from gesture2midi.errors import OutputError


@pytest.mark.parametrize(
    ("built", "none"),
    [
        ("  Video I/O:\n\n  GUI:                           NONE\n", True),
        ("  GUI:                           QT5\n    QT: YES\n", False),
        ("  GUI:                           WIN32UI\n", False),
        ("  GUI: \n    Cocoa: YES\n", False),
    ],
)
def test_opencv_says_whether_it_has_any(monkeypatch: pytest.MonkeyPatch, built: str, none: bool) -> None:
    monkeypatch.setattr(cv2, "getBuildInformation", lambda: built)
    assert window.without_windows() is none


def test_the_studio_is_named_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "without_windows", lambda: True)
    with pytest.raises(OutputError, match="gesture2midi studio"):
        window.Window(print)
