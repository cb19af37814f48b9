"""The bytes of a heart rate sensor: what the published service says that they mean."""

from __future__ import annotations

import pytest
from heart_rate import encoded
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.io.heart.measurement import Measurement, parse

MEASUREMENTS = st.builds(
    Measurement,
    st.integers(0, 65535),
    st.sampled_from((None, False, True)),
    st.none() | st.integers(0, 65535),
    st.lists(st.integers(0, 65535).map(lambda n: n / 1024), max_size=9).map(tuple),
)


@given(MEASUREMENTS, st.booleans())
def test_what_is_read_is_what_a_sensor_says(said: Measurement, wide: bool) -> None:
    assert parse(encoded(said, wide=wide)) == said


@given(st.binary(max_size=24))
def test_any_bytes_are_a_measurement_or_refused(data: bytes) -> None:
    try:
        found = parse(data)
    except ValueError as error:
        assert "heart rate measurement" in str(error)
    else:
        assert 0 <= found.rate <= 65535
        assert all(0 <= interval < 64 for interval in found.intervals)


@pytest.mark.parametrize("data", [b"", b"\x00", b"\x01\x48", b"\x08\x48\x01", b"\x10\x48\x00"])
def test_bytes_that_end_too_early_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="heart rate measurement"):
        parse(data)


# Made with `bytes(HeartRateMeasurement(...))` of bumble 0.0.236, whose Heart Rate Service is somebody else's.
@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("0048", Measurement(72, None, None, ())),
        ("16484003", Measurement(72, True, None, (0.8125,))),
        ("0448", Measurement(72, False, None, ())),
        ("1f2c010102000300020004", Measurement(300, True, 513, (0.75, 0.5, 1.0))),
        ("08ff0000", Measurement(255, None, 0, ())),
        ("163cff03", Measurement(60, True, None, (0.9990234375,))),
    ],
)
def test_the_bytes_of_another_implementation_are_understood(data: str, says: Measurement) -> None:
    assert parse(bytes.fromhex(data)) == says
