"""Crops: what the networks see of a picture is what OpenCV's plain affine warp would show them."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.tracking.inference import Network
from gesture2midi.tracking.litert_tracker import landmark_network
from gesture2midi.tracking.roi import Region, matrix

rng = np.random.default_rng(1)
IMAGE = rng.integers(0, 256, (90, 120, 3)).astype(np.uint8)


@pytest.fixture(scope="module")
def network(model: Path) -> Network:
    return landmark_network(model, 1)


@given(
    x=st.floats(-300, 400),
    y=st.floats(-300, 400),
    size=st.floats(1.001, 480),
    turn=st.floats(-4, 4),
    smaller=st.sampled_from(
        [(slice(None), slice(None)), (slice(0, 1), slice(0, 1)), (slice(0, 40), slice(5, 7))]
    ),
)
def test_a_crop_is_the_plain_warp(
    network: Network, x: float, y: float, size: float, turn: float, smaller: tuple[slice, slice]
) -> None:
    image = np.ascontiguousarray(IMAGE[smaller])
    to_picture = matrix(Region(x, y, size, turn), network.side)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    plain = cv2.warpAffine(
        image, to_picture, (network.side, network.side), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    cropped = network.crop(image, to_picture).astype(int)
    # OpenCV interpolates three and four channels by different code: they differ in the last place.
    assert np.abs(cropped - cv2.cvtColor(plain, cv2.COLOR_BGR2RGB)).max() <= 2
