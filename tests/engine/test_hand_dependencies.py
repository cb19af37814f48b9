"""Which hand a note hangs on."""

from pathlib import Path

from gesture2midi.engine.hand_dependencies import readers
from gesture2midi.mapping.load import loads

TEXT = """
name: Many
controls:
  - {id: melody, send: note, pitch: left.y, scale: C major, range: C4..C5, gate: right.pinch > 0.8}
  - {id: beat, send: drum, sound: snare, hit: left.strike}
  - {id: guarded, send: note, pitch: C4, gate: right.fist, when: left.open_hand}
  - {id: both, send: note, pitch: C4, gate: hands.present}
  - {id: either, send: note, pitch: C4, gate: any.present}
  - {id: strings, send: mpe_note, voices: left fingers, pitch: finger.x, range: C3..C5, gate: finger.y > 0.5}
  - {id: filter, send: cc, number: 74, from: right.x}
"""


def test_a_note_hangs_on_the_hands_that_its_gate_reads() -> None:
    assert readers(loads(TEXT, Path("many.yaml"))) == {
        "melody": {"right"},
        "beat": {"left"},
        "guarded": {"left", "right"},
        "both": {"left", "right"},
        "either": {"left", "right"},
        **{f"strings left {finger}": {"left"} for finger in ("thumb", "index", "middle", "ring", "pinky")},
    }
