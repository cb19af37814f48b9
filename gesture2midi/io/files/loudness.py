"""Measures how loud a sound is, as broadcasters do: integrated loudness and true peak (ITU-R BS.1770-4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import av
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from gesture2midi.io.synth.fluidsynth import RATE

OVERSAMPLED = 4
"""BS.1770-4, annex 2: a true peak is found at four times 48 kHz."""
_NOTHING, _BELOW = -70.0, 10.0
"""LUFS and LU; blocks of 400 ms below the one, or by the other below the rest, do not count."""
_FIRST = 4
"""The block that ends after so many tenths of a second is the first that is whole."""


class LoudnessMeter:
    """Takes in a stereo sound piece by piece.

    Attributes:
        blocks: LUFS of each 400 ms so far, one beginning every 100 ms.
        true_peak: of full scale, so far.
    """

    def __init__(self) -> None:
        self.blocks: list[float] = []
        self.true_peak = 0.0
        self._pulled = 0
        self._samples = 0
        self._finer = av.AudioResampler("fltp", "stereo", OVERSAMPLED * RATE)
        self._graph = Graph()
        nodes = [
            self._graph.add_abuffer(
                sample_rate=RATE, format="flt", layout="stereo", time_base=Fraction(1, RATE)
            ),
            self._graph.add("ebur128", "metadata=1:framelog=quiet"),
            self._graph.add("abuffersink"),
        ]
        self._graph.link_nodes(*nodes).configure()

    def add(self, sound: NDArray[np.float32]) -> None:
        """Takes in a further piece, (samples, 2), full scale is 1; a piece of none ends the sound."""
        if len(sound):
            frame = self._frame(sound)
            self._graph.push(frame)
            self._pull()
            finer = self._finer.resample(self._frame(sound))
        else:
            self._graph.push(None)
            self._pull()
            finer = self._finer.resample(None)
        peaks = [float(np.abs(piece.to_ndarray()).max(initial=0.0)) for piece in finer]
        self.true_peak = max([self.true_peak, *peaks])
        self._samples += len(sound)

    def _frame(self, sound: NDArray[np.float32]) -> av.AudioFrame:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(sound).reshape(1, -1), "flt", "stereo")
        frame.sample_rate, frame.time_base, frame.pts = RATE, Fraction(1, RATE), self._samples
        return frame

    def _pull(self) -> None:
        while True:
            try:
                measured = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            self._pulled += 1
            block = measured.metadata.get("lavfi.r128.M")  # the last piece may be shorter than a step
            if block is not None and self._pulled >= _FIRST:
                self.blocks.append(float(block))


def integrated(blocks: Sequence[float], gain: float = 0.0) -> float:
    """Returns the loudness in LUFS of a sound whose blocks are these, after so many dB of gain.

    -70 where there is no sound, or less than 0.4 seconds of it.
    """
    levels = np.array(blocks, float) + gain
    levels = levels[levels > _NOTHING]
    if not len(levels):
        return _NOTHING
    return _mean(levels[levels > _mean(levels) - _BELOW])


def gain_to(target: float, blocks: Sequence[float]) -> float:
    """Returns the dB after which a sound has this loudness, in LUFS; infinity where it has none to raise."""
    if not len(blocks) or max(blocks) < 2 * _NOTHING + 20:
        return math.inf
    gain = target - max(blocks)
    for _ in range(20):  # what is raised above -70 counts then, so the gain is found by steps
        gain += target - integrated(blocks, gain)
    return gain


def _mean(levels: NDArray[np.float64]) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels / 10))))
