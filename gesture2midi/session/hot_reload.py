"""Hot reload: tells when a mapping file was saved."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType

import watchfiles


class Watch:
    """Calls `changed(path)` on a thread of its own whenever one of the files is saved.

    The folders are watched, not the files: editors save by renaming a new file over the old one.
    """

    def __init__(self, paths: Iterable[Path], changed: Callable[[Path], None]) -> None:
        self._paths = {str(path.resolve()): path for path in paths}
        self._changed = changed
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        folders = {str(Path(path).parent) for path in self._paths}
        for changes in watchfiles.watch(
            *folders, debounce=100, step=20, rust_timeout=200, stop_event=self._stop, recursive=False
        ):
            for saved in sorted({path for kind, path in changes if kind != watchfiles.Change.deleted}):
                if saved in self._paths:
                    self._changed(self._paths[saved])
