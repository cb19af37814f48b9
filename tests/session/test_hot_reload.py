"""A saved mapping is noticed however the editor saves it."""

from __future__ import annotations

import threading
from pathlib import Path

from gesture2midi.session.hot_reload import Watch


def test_a_file_written_or_renamed_over_is_told_and_its_neighbours_are_not(tmp_path: Path) -> None:
    path, other = tmp_path / "mine.yaml", tmp_path / "other.yaml"
    path.write_text("a")
    other.write_text("a")
    told: list[Path] = []
    changed = threading.Event()

    def saved(name: Path) -> None:
        told.append(name)
        changed.set()

    with Watch([path], saved):
        for save in (lambda: path.write_text("b"), lambda: _rename_over(path)):
            changed.clear()
            # The watcher starts on its own thread: save until it has noticed.
            for _ in range(50):
                other.write_text("b")
                save()
                if changed.wait(0.2):
                    break
            assert changed.is_set()
    assert set(told) == {path}


def _rename_over(path: Path) -> None:
    new = path.with_name("mine.tmp")
    new.write_text("c")
    new.replace(path)
