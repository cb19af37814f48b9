"""`send: panic`: everything falls silent."""

from __future__ import annotations

from typing import Literal

from gesture2midi.mapping.controls.moment import Moment
from gesture2midi.mapping.schema.fields import Formula
from gesture2midi.music.scales import Scale


class PanicControl(Moment):
    silences = True

    send: Literal["panic"]
    when: Formula

    def target_name(self, key: Scale | None) -> str:
        return "silence"

    def done(self) -> str:
        return "everything falls silent"
