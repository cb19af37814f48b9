"""The picture's stream: the newest for each who looks, however slowly, and none drawn for nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import cv2
import numpy as np
import pytest

from gesture2midi.display.view import View
from gesture2midi.events import Frame, Hands
from gesture2midi.studio.services.picture_stream import BOUNDARY, Pictures

PATIENCE = 60


def view(level: int) -> View:
    """A picture of one grey."""
    frame = Frame(0.0, level, np.full((480, 640, 3), level, np.uint8), False, 0.0)
    return View(frame, Hands(0.0, level, 4 / 3, ()), None, (), "", "", (), 30.0)


@pytest.fixture
def pictures() -> Iterator[Pictures]:
    made = Pictures()
    yield made
    made.close()


def grey(part: bytes) -> int:
    """The level of the picture in a part of the stream, which must be whole and followed by a boundary."""
    head, _, rest = part.partition(b"\r\n\r\n")
    length = int(head.split(b"Content-Length: ")[1])
    assert rest[length:] == f"\r\n--{BOUNDARY}\r\n".encode()
    image = cv2.imdecode(np.frombuffer(rest[:length], np.uint8), cv2.IMREAD_COLOR)
    assert image is not None and image.shape == (480, 640, 3)
    return round(float(image.mean()))


async def opened(pictures: Pictures) -> AsyncIterator[bytes]:
    stream = pictures.stream()
    assert await anext(stream) == f"--{BOUNDARY}\r\n".encode()
    return stream


async def shown(pictures: Pictures, level: int, stream: AsyncIterator[bytes]) -> int:
    pictures.show(view(level))
    return grey(await asyncio.wait_for(anext(stream), PATIENCE))


def test_each_who_looks_is_sent_the_same_pictures(pictures: Pictures) -> None:
    async def look() -> None:
        one, other = await opened(pictures), await opened(pictures)
        for level in (40, 90, 200):
            assert await shown(pictures, level, one) == pytest.approx(level, abs=2)
            assert grey(await asyncio.wait_for(anext(other), PATIENCE)) == pytest.approx(level, abs=2)

    asyncio.run(look())


def test_a_slow_browser_gets_the_newest_picture_and_holds_up_nobody(pictures: Pictures) -> None:
    async def look() -> None:
        slow, quick = await opened(pictures), await opened(pictures)
        for level in range(20, 220, 20):
            assert await shown(pictures, level, quick) == pytest.approx(level, abs=2)
        late = grey(await asyncio.wait_for(anext(slow), PATIENCE))
        if late < 190:  # the last picture is handed to one after the other
            assert late == pytest.approx(180, abs=2)
            late = grey(await asyncio.wait_for(anext(slow), PATIENCE))
        assert late == pytest.approx(200, abs=2)

    asyncio.run(look())


def test_nothing_is_drawn_while_nobody_looks(pictures: Pictures) -> None:
    async def look() -> None:
        assert not pictures.watched
        pictures.show(view(20))
        stream = await opened(pictures)
        assert await shown(pictures, 120, stream) == pytest.approx(120, abs=2)
        await stream.aclose()  # type: ignore[attr-defined]
        assert not pictures.watched

    asyncio.run(look())


def test_the_streams_end_with_the_program(pictures: Pictures) -> None:
    async def look() -> None:
        stream = await opened(pictures)
        await asyncio.to_thread(pictures.close)
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(stream), PATIENCE)

    asyncio.run(look())
