"""OpenVINO for the landmark model: an optional extra, for processors that calculate in bf16."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gesture2midi.errors import PlayerError
from gesture2midi.paths import to_add

_SENDS = "openvino.tools.ovc"
"""A part of the library that tells Google Analytics of every import, and that only converts models."""


def installed() -> bool:
    return find_spec("openvino") is not None


class Interpreter:
    """A network that calculates in bf16, behind the part of LiteRT's `Interpreter` that `Network` uses.

    The same pictures give the same bytes on the same processor, whatever the number of threads.

    Args:
        model_content: a TFLite file.
        num_threads: how many it may run on.

    Raises:
        PlayerError: the library is missing, does not load, or gains nothing on this processor.
        RuntimeError: it refuses the model.
    """

    def __init__(self, model_content: bytes, num_threads: int) -> None:
        core = _core()
        # The library reads this format from files alone; Windows may keep one that is still mapped.
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            file = Path(folder, "network.tflite")
            file.write_bytes(model_content)
            model = core.read_model(file)
            compiled = core.compile_model(
                model,
                "CPU",
                {
                    "INFERENCE_PRECISION_HINT": "bf16",
                    "INFERENCE_NUM_THREADS": num_threads,
                    "NUM_STREAMS": 1,
                    # A thread bound to a core would wait for whatever else runs there, the palm search too.
                    "ENABLE_CPU_PINNING": False,
                },
            )
        self._tensors = [*compiled.inputs, *compiled.outputs]
        self._first = len(compiled.inputs)
        self._request = compiled.create_infer_request()

    def allocate_tensors(self) -> None:
        """They are."""

    def get_input_details(self) -> list[dict[str, Any]]:
        return self._details(0, self._first)

    def get_output_details(self) -> list[dict[str, Any]]:
        return self._details(self._first, len(self._tensors))

    def tensor(self, index: int) -> Any:
        data = self._request.get_tensor(self._tensors[index]).data
        return lambda: data

    def invoke(self) -> None:
        self._request.infer()

    def get_tensor(self, index: int) -> NDArray[np.float32]:
        data: NDArray[np.float32] = self._request.get_tensor(self._tensors[index]).data
        return data.copy()

    def _details(self, first: int, end: int) -> list[dict[str, Any]]:
        return [
            {"index": index, "shape": self._tensors[index].shape,
             "dtype": self._tensors[index].element_type.to_dtype().type}
            for index in range(first, end)
        ]  # fmt: skip


def _core() -> Any:
    try:
        # None makes the import of that part fail, which the library bears.
        sys.modules.setdefault(_SENDS, None)  # type: ignore[arg-type]
        from openvino import Core
    except (ImportError, OSError) as error:
        raise PlayerError(
            f"OpenVINO cannot be used ({error}): {to_add('gesture2midi[openvino]', 'leave --tracker out')}."
        ) from error
    core = Core()
    if "BF16" not in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        raise PlayerError(
            "OpenVINO gains nothing on this processor, which does not calculate in bf16: "
            "play with `--tracker litert`."
        )
    return core
