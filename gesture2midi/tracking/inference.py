"""A network of a model file, run straight on a part of a picture."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.errors import ModelError, PlayerError
from gesture2midi.events import Image
from gesture2midi.io.stderr import quiet
from gesture2midi.paths import to_add
from gesture2midi.tracking.roi import SAMPLE, Floats

Library: TypeAlias = Literal["LiteRT", "OpenVINO"]

_MUCH = 6
"""OpenCV warps four channels in less than half the time of three, so the part of the picture that is needed
is made so first; but not where that part has more than so many times the pixels of the input."""


class Network:
    """Takes a square of a picture, gives the network's answers.

    Args:
        model: a checked file of models, as `hand_landmarker.task`.
        member: the network's name in it.
        answers: the shapes that its answers must have, in its own order.
        threads: how many it may run on.
        border: what lies outside the picture, an OpenCV border type.
        library: what runs it.
        what: what the file is to the player, for errors.
        black: what a black pixel is to the network; a white one is 1.

    Raises:
        PlayerError: the library is missing or does not load here.
        ModelError: the file holds no such network, or the library refuses it.
    """

    side: int
    """Pixels of its square input."""

    def __init__(
        self,
        model: Path,
        member: str,
        answers: Sequence[tuple[int, ...]],
        threads: int,
        border: int,
        library: Library = "LiteRT",
        *,
        what: str = "hand model",
        black: float = 0.0,
    ) -> None:
        interpreter = _interpreter(library)
        try:
            with zipfile.ZipFile(model) as bundle, quiet():
                self._runner = interpreter(model_content=bundle.read(member), num_threads=threads)
                self._runner.allocate_tensors()
        except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile) as error:
            raise ModelError(f"{library} cannot use {member} of the {what} {model}: {error}.") from error
        taken, given = self._runner.get_input_details(), self._runner.get_output_details()
        shapes = [tuple(int(side) for side in tensor["shape"]) for tensor in (*taken, *given)]
        plain = all(tensor["dtype"] is np.float32 for tensor in (*taken, *given))
        if not plain or len(taken) != 1 or shapes[1:] != list(answers) or not _square(shapes[0]):
            raise ModelError(
                f"The network {member} in {model} has other tensors than the {what}'s ({shapes}): "
                "leave --model out to have the right one fetched."
            )
        self.side = shapes[0][1]
        self._library = library
        self._what = what
        self._border = border
        self._scale, self._black = np.float32((1 - black) / 255), np.float32(black)
        # A view into the network would forbid it to run, so it is asked for anew each time.
        self._input = self._runner.tensor(taken[0]["index"])
        self._outputs = [tensor["index"] for tensor in given]
        self._part = np.empty((_MUCH * self.side**2, 4), np.uint8)
        self._wide = np.empty((self.side, self.side, 4), np.uint8)
        self._crop = np.empty((self.side, self.side, 3), np.uint8)

    def crop(self, image: Image, to_picture: NDArray[np.float64]) -> Image:
        """(side, side, 3) uint8 RGB; the buffer of the crop before, unless copied.

        Args:
            image: (height, width, 3) BGR.
            to_picture: (2, 3), from a pixel of the input to one of the picture.
        """
        left, top, right, bottom = _covered(to_picture, self.side, image.shape[1], image.shape[0])
        wide, high = right - left, bottom - top
        size = (self.side, self.side)
        if wide * high > _MUCH * self.side**2:
            cv2.warpAffine(image, to_picture, size, dst=self._crop, flags=SAMPLE, borderMode=self._border)
            cv2.cvtColor(self._crop, cv2.COLOR_BGR2RGB, dst=self._crop)
            return self._crop
        part = self._part[: wide * high].reshape(high, wide, 4)
        cv2.cvtColor(image[top:bottom, left:right], cv2.COLOR_BGR2RGBA, dst=part)
        moved = to_picture - [[0, 0, left], [0, 0, top]]
        cv2.warpAffine(part, moved, size, dst=self._wide, flags=SAMPLE, borderMode=self._border)
        cv2.cvtColor(self._wide, cv2.COLOR_RGBA2RGB, dst=self._crop)
        return self._crop

    def run(self, crop: Image) -> list[Floats]:
        """The answers, each without its first axis of length 1.

        Raises:
            ModelError: the library broke off.
        """
        try:
            taken = self._input()[0]
            np.multiply(crop, self._scale, out=taken)
            if self._black:
                taken += self._black
            del taken
            self._runner.invoke()
            return [self._runner.get_tensor(index)[0] for index in self._outputs]
        except (RuntimeError, ValueError) as error:
            raise ModelError(f"{self._library} broke off in the {self._what}: {error}.") from error


def _covered(
    to_picture: NDArray[np.float64], side: int, width: int, height: int
) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part of a picture that a square input of it takes its pixels from;
    at least one pixel, even where the square lies outside."""
    half = side / 2
    x, y = to_picture[:, :2].sum(axis=1) * half + to_picture[:, 2]
    # Two more, for the pixels between which is interpolated.
    across, down = np.abs(to_picture[:, :2]).sum(axis=1) * half + 2
    left, right = int(min(max(x - across, 0), width - 1)), int(min(max(x + across, 0), width - 1)) + 1
    top, bottom = int(min(max(y - down, 0), height - 1)), int(min(max(y + down, 0), height - 1)) + 1
    return left, top, right, bottom


def _square(shape: tuple[int, ...]) -> bool:
    return len(shape) == 4 and shape[0] == 1 and shape[1] == shape[2] and shape[3] == 3


def _interpreter(library: Library) -> Any:
    if library == "OpenVINO":
        from gesture2midi.tracking import openvino_backend

        return openvino_backend.Interpreter
    try:
        from ai_edge_litert.interpreter import Interpreter
    except (ImportError, OSError) as error:
        raise PlayerError(
            f"The LiteRT library cannot be used ({error}): {to_add('ai-edge-litert')}."
        ) from error
    return Interpreter
