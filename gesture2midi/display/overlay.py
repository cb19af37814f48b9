"""Draws what the player sees over the picture: hands, what is sent, and how fast it goes."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from gesture2midi.display.canvas import Canvas
from gesture2midi.display.palette import ALERT, INK, LINE, MUTED, SENT, TEXT, channel
from gesture2midi.display.palette import SIDES as SIDE_COLOURS
from gesture2midi.display.view import Meter, View
from gesture2midi.display.zone_overlay import draw_tips, draw_zones
from gesture2midi.events import SIDES, Frame, Hand, Image
from gesture2midi.music.note_names import DRUM_CHANNEL
from gesture2midi.tracking.people.face_mesh import CONTOURS, PLACE

# MediaPipe's 21 landmarks: 0 the wrist, then four of each finger from the thumb to the little finger.
FINGERS = ((1, 2, 3, 4), (5, 6, 7, 8), (9, 10, 11, 12), (13, 14, 15, 16), (17, 18, 19, 20))
PALM = (0, 1, 5, 9, 13, 17)
BONES = (
    *((a, b) for finger in FINGERS for a, b in pairwise(finger)),
    *zip(PALM, (*PALM[1:], 0), strict=True),
)
# MediaPipe's 33 landmarks of a body: shoulders 11, 12, elbows, wrists, hips 23, 24, knees, ankles, feet.
LIMBS = (
    *((11, 12), (11, 13), (13, 15), (12, 14), (14, 16), (11, 23), (12, 24), (23, 24)),
    *((23, 25), (25, 27), (27, 31), (24, 26), (26, 28), (28, 32)),
)
_IN_VIEW = 0.5
"""How surely a landmark must be in view for its limb to be drawn."""
TIPS = tuple(finger[-1] for finger in FINGERS)

_LEAST_HEIGHT = 480  # of the picture drawn on, or the text could not be read
_EDGE = 10.0  # all further lengths are points of the canvas
_BAR = 34.0
_METER_WIDTH = 138.0
_METER_HEIGHT = 30.0
_METER_ROWS = 2
_PINCHED = 0.7
_RING = 30.0


def draw(view: View) -> Image:
    """The picture with everything on it, mirrored where the player is to see it so.

    Returns a new (height, width, 3) uint8 BGR image of the frame's size; a frame lower than 480
    is enlarged to that height.
    """
    canvas = Canvas(_picture(view.frame))
    draw_zones(canvas, view, _EDGE + _BAR)
    _body(canvas, view)
    _face(canvas, view)
    _hands(canvas, view)
    _status(canvas, view)
    floor = _meters(canvas, view.meters)
    _sounding(canvas, view, floor)
    _labels(canvas, view, floor - (_BAR if view.sounding else 0))
    if view.notice:
        _notice(canvas, view.notice)
    return canvas.image


def draw_hands(view: View) -> Image:
    """The picture with the zones and the hands alone, for a page that shows the rest beside it.

    Returns a new image as `draw` does.
    """
    canvas = Canvas(_picture(view.frame))
    draw_zones(canvas, view, 0)
    _body(canvas, view)
    _face(canvas, view)
    _hands(canvas, view)
    _labels(canvas, view, canvas.height)
    return canvas.image


def _picture(frame: Frame) -> Image:
    """A copy of the frame's picture as the player is to see it."""
    image = frame.image
    rows, columns = image.shape[:2]
    if rows < _LEAST_HEIGHT:
        width = round(columns * _LEAST_HEIGHT / rows)
        image = np.asarray(cv2.resize(image, (width, _LEAST_HEIGHT)), np.uint8)
    return np.asarray(cv2.flip(image, 1), np.uint8) if frame.mirror else image.copy()


def _hands(canvas: Canvas, view: View) -> None:
    for hand in view.hands.hands:
        _skeleton(canvas, hand, _struck(view, hand))
        if hand.side in view.staying:
            _ring(canvas, hand, view.staying[hand.side])
    draw_tips(canvas, view)


def _ring(canvas: Canvas, hand: Hand, part: float) -> None:
    """How long it has stayed where it is, around the middle of the palm."""
    x, y = hand.points[list(PALM), :2].astype(np.float64).mean(axis=0) * (canvas.width, canvas.height)
    if not (-1 < x / canvas.width < 2 and -1 < y / canvas.height < 2):
        return
    canvas.ring(x, y, _RING, 1.0, INK, 8)
    canvas.ring(x, y, _RING, part, SENT if part == 1 else TEXT, 5)


def _struck(view: View, hand: Hand) -> bool:
    return view.gestures is not None and any(hit.side == hand.side for hit in view.gestures.hits)


def _skeleton(canvas: Canvas, hand: Hand, struck: bool) -> None:
    colour = SIDE_COLOURS[hand.side]
    # A landmark far outside would overflow OpenCV's fixed-point coordinates.
    points = np.clip(hand.points[:, :2].astype(np.float64), -1, 2) * (canvas.width, canvas.height)
    with canvas.see_through(points, 8, 0.65 if struck else 0.35):
        palm = cv2.convexHull(points[list(PALM)].astype(np.float32))[:, 0]
        canvas.fill(palm.astype(np.float64), colour)
        for a, b in BONES:
            canvas.line(points[a], points[b], INK, 6)
        for x, y in points:
            canvas.disc(x, y, 6, INK)
    for a, b in BONES:
        canvas.line(points[a], points[b], colour, 3)
    for index, (x, y) in enumerate(points):
        tip = index in TIPS
        canvas.disc(x, y, 4.5 if tip else 3.5, TEXT if tip else colour)


def _body(canvas: Canvas, view: View) -> None:
    """The limbs of the body that were in view when it was last looked at."""
    body = view.body
    if body is None or body.points is None or body.seen is None:
        return
    places = np.clip(body.points[:, :2].astype(np.float64), -1, 2) * (canvas.width, canvas.height)
    for one, other in LIMBS:
        if min(body.seen[one], body.seen[other]) >= _IN_VIEW:
            canvas.line(places[one], places[other], TEXT, 2)


def _face(canvas: Canvas, view: View) -> None:
    """The contours of the face where it was last looked at."""
    face = view.face
    if face is None or face.points is None:
        return
    places = np.clip(face.points[:, :2].astype(np.float64), -1, 2) * (canvas.width, canvas.height)
    for contour, closed in CONTOURS:
        points = [places[PLACE[landmark]] for landmark in contour]
        for a, b in pairwise([*points, points[0]] if closed else points):
            canvas.line(a, b, TEXT, 1.5)


def _status(canvas: Canvas, view: View) -> None:
    """The strip along the top: mapping and scene at the left, hands and figures at the right."""
    width, y = canvas.width - 2 * _EDGE, _EDGE + _BAR / 2
    canvas.frost(_EDGE, _EDGE, width, _BAR)
    x = _EDGE + width - 14
    if figures := _figures(view):
        canvas.text(figures, x, y, 13, MUTED, align="right")
        x -= canvas.text_width(figures, 13) + 16
    seen = {hand.side for hand in view.hands.hands}
    for side in reversed(SIDES):
        lit = side in seen
        canvas.disc(x - 9, y, 9, SIDE_COLOURS[side] if lit else LINE)
        canvas.text(side[0].upper(), x - 9, y, 11, INK if lit else MUTED, 600, "centre")
        x -= 23
    if view.recording:
        x -= 4
        canvas.text("REC", x, y, 13, ALERT, 600, "right")
        x -= canvas.text_width("REC", 13, 600) + 9
        canvas.disc(x, y, 4, ALERT)
        x -= 8
    if view.listening or view.heard:
        said = canvas.fit(view.heard or "listening", 160, 13, 600)
        x -= 4
        canvas.text(said, x, y, 13, TEXT, 600, "right")
        x -= canvas.text_width(said, 13, 600) + 9
        canvas.disc(x, y, 4, SENT)
        x -= 8
    room = x - 16 - (_EDGE + 14)
    name = canvas.fit(view.mapping, room if not view.scene else 0.62 * room, 16, 600)
    canvas.text(name, _EDGE + 14, y, 16, TEXT, 600)
    if view.scene:
        reach = canvas.text_width(name, 16, 600) + 12
        canvas.text(canvas.fit(view.scene, room - reach, 14), _EDGE + 14 + reach, y, 14, SENT)


def _figures(view: View) -> str:
    """Frames per second and latency; nothing of what is not measured, as in a film."""
    said = [f"{view.fps:.0f} fps"] if view.fps else []
    if view.latency_ms is not None:
        said.append(f"{view.latency_ms:.0f} ms" if view.latency_ms >= 10 else f"{view.latency_ms:.1f} ms")
    return "   ".join(said)


def _meters(canvas: Canvas, meters: tuple[Meter, ...]) -> float:
    """The panel along the bottom; gives the height down to which the picture is free."""
    if not meters:
        return canvas.height - _EDGE
    width = canvas.width - 2 * _EDGE
    columns = min(len(meters), max(1, int((width - 14) // (_METER_WIDTH + 14))))
    # The last place tells how many more there are, where not all fit.
    room = columns * _METER_ROWS
    shown = meters if len(meters) <= room else meters[: room - 1]
    rows = -(-min(len(meters), room) // columns)
    columns = -(-min(len(meters), room) // rows)
    height = rows * _METER_HEIGHT + 14
    top = canvas.height - _EDGE - height
    canvas.frost(_EDGE, top, width, height)
    each = (width - 14) / columns - 14
    for place in range(min(len(meters), room)):
        x = _EDGE + 14 + (place % columns) * (each + 14)
        y = top + 7 + (place // columns) * _METER_HEIGHT
        if place < len(shown):
            _meter(canvas, shown[place], x, y, each)
        else:
            canvas.text(f"+ {len(meters) - len(shown)} more", x, y + _METER_HEIGHT / 2, 12, MUTED)
    return top


def _meter(canvas: Canvas, meter: Meter, x: float, y: float, width: float) -> None:
    canvas.text(meter.text, x + width, y + 9, 12, TEXT, 500, "right")
    room = width - canvas.text_width(meter.text, 12, 500) - 8
    canvas.text(canvas.fit(meter.label, room, 12), x, y + 9, 12, MUTED)
    canvas.bar(x, y + 22, width, 4, LINE)
    value = min(max(meter.value, 0.0), 1.0)
    low, high = sorted((value, meter.middle))
    if meter.middle > 0:
        middle = x + meter.middle * width
        canvas.line((middle, y + 19), (middle, y + 25), MUTED, 1.5)
    if high > low:
        canvas.bar(x + low * (width - 4), y + 22, (high - low) * (width - 4) + 4, 4, SENT)


def _sounding(canvas: Canvas, view: View, floor: float) -> None:
    """The notes that sound, as pills above the meters."""
    x, y = _EDGE, floor - 20
    for count, ((number, _), name) in enumerate(zip(view.sounding, view.names, strict=True)):
        width = canvas.text_width(name, 16, 600) + 22
        if x + width > canvas.width - 60:
            canvas.text(f"+ {len(view.sounding) - count}", x + 4, y, 14, TEXT, 600)
            return
        canvas.bar(x, y, width, 25, INK if number == DRUM_CHANNEL else channel(number))
        canvas.text(
            name, x + width / 2, y, 16, channel(number) if number == DRUM_CHANNEL else INK, 600, "centre"
        )
        x += width + 6


def _labels(canvas: Canvas, view: View, floor: float) -> None:
    """`right · pinch` below each wrist, kept clear of the panels and of each other."""
    taken: list[tuple[float, float, float]] = []
    for hand in view.hands.hands:
        words = f"{hand.side} · {does}" if (does := _does(view, hand)) else hand.side
        width = canvas.text_width(words, 13, 600) + 20
        wrist = hand.points[0] * (canvas.width, canvas.height, 1)
        x = float(np.clip(wrist[0] - width / 2, _EDGE, canvas.width - _EDGE - width))
        y = float(np.clip(wrist[1] + 24, _EDGE + _BAR + 18, floor - 18))
        for left, right, height in taken:
            if left < x + width + 6 and x < right + 6 and abs(height - y) < 26:
                y = height - 27
        taken.append((x, x + width, y))
        canvas.bar(x, y, width, 22, SIDE_COLOURS[hand.side])
        canvas.text(words, x + width / 2, y, 13, INK, 600, "centre")


def _does(view: View, hand: Hand) -> str:
    """What the hand is doing in a word: its pose, else a pinch, else nothing."""
    if view.gestures is None:
        return ""
    pose = view.gestures.poses.get(hand.side, "none")
    if pose != "none":
        return pose.replace("_", " ")
    return "pinch" if view.gestures.signals[f"{hand.side}.pinch"] > _PINCHED else ""


def _notice(canvas: Canvas, notice: str) -> None:
    words = canvas.fit(notice, canvas.width - 4 * _EDGE - 28, 14, 500)
    width = canvas.text_width(words, 14, 500) + 28
    x, y = (canvas.width - width) / 2, 2 * _EDGE + _BAR
    canvas.frost(x, y, width, 30)
    canvas.text(words, canvas.width / 2, y + 15, 14, ALERT, 500, "centre")
