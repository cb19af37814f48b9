"""Films that PyAV writes, whole and broken, of every kind that a player might have, and the real ones."""

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from films import CORNERS, number_of, picture, steadily, write_film
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.capture.film import Film, frame_rate
from gesture2midi.capture.orientation import oriented
from gesture2midi.capture.video import Clock, Video
from gesture2midi.errors import SourceError
from gesture2midi.events import Frame, Image

SHARED = Path(__file__).parents[2].parent / "shared"
VIDEOS = SHARED / "data" / "videos"
CASES = SHARED / "cases" / "videos"


def seen(path: Path) -> tuple[list[Frame], list[str]]:
    problems: list[str] = []
    return list(Video(path, on_problem=problems.append).frames()), problems


def times(frames: list[Frame]) -> list[float]:
    return [frame.t for frame in frames]


@pytest.mark.parametrize(
    ("name", "codec", "pixels"),
    [
        ("a.avi", "mjpeg", "yuvj420p"),
        ("a.avi", "mpeg4", "yuv420p"),
        ("b-frames.avi", "libx264", "yuv420p"),
        ("a.mp4", "libx264", "yuv420p"),
        ("hevc.mp4", "libx265", "yuv420p"),
        ("ten bits.mkv", "libx265", "yuv420p10le"),
        ("av1.webm", "libsvtav1", "yuv420p"),
        ("a.webm", "libvpx", "yuv420p"),
        ("vp9.mkv", "libvpx-vp9", "yuv420p"),
        ("prores.mov", "prores_ks", "yuv422p10le"),
        ("a.ts", "libx264", "yuv420p"),
        ("a.flv", "libx264", "yuv420p"),
        ("a.gif", "gif", "rgb8"),
    ],
)
def test_every_frame_comes_in_order_at_its_own_time(
    tmp_path: Path, name: str, codec: str, pixels: str
) -> None:
    path = write_film(tmp_path / name, steadily(30, 25.0), codec=codec, pixels=pixels, rate=25)
    video = Video(path, on_problem=pytest.fail)
    assert (video.name, round(video.fps, 2), video.total) == (name, 25.0, 30)
    for _ in range(2):
        frames = list(video.frames())
        np.testing.assert_allclose(times(frames), np.arange(30) / 25, atol=0.001)
        assert [frame.index for frame in frames] == list(range(30))
        assert [number_of(frame.image) for frame in frames] == pytest.approx(list(range(30)), abs=1)
        assert all(frame.image.shape == (96, 128, 3) and not frame.mirror for frame in frames)


def test_raw_pictures_without_a_zero_are_no_text(tmp_path: Path) -> None:
    frames = b"".join(b"FRAME\n" + bytes([40 * i + 16]) * 384 for i in range(5))
    (tmp_path / "a.y4m").write_bytes(b"YUV4MPEG2 W16 H16 F25:1 Ip A1:1 C420jpeg\n" + frames)
    found, problems = seen(tmp_path / "a.y4m")
    np.testing.assert_allclose(times(found), np.arange(5) / 25, atol=0.001)
    assert problems == []


def test_an_empty_packet_repeats_a_frame_and_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Theora has them."""
    with Film(write_film(tmp_path / "a.mkv", steadily(20, 25.0), rate=25)) as film:
        packets = film._packets

        def with_empty_ones() -> Iterator[av.Packet]:
            for packet in packets():
                yield packet
                if packet.dts is not None:
                    empty = av.Packet(0)
                    empty.stream, empty.dts, empty.pts = packet.stream, packet.dts, packet.pts
                    yield empty

        monkeypatch.setattr(film, "_packets", with_empty_ones)
        survey = film.survey()
    assert (survey.fps, survey.total) == (25.0, 20)


def test_only_the_view_is_mirrored(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mp4", steadily(2))
    plain, mirrored = list(Video(path).frames()), list(Video(path, mirror=True).frames())
    for one, other in zip(plain, mirrored, strict=True):
        assert other.mirror
        np.testing.assert_array_equal(one.image, other.image)


def shown(image: Image, turned: tuple[float, bool, bool]) -> Image:
    """The picture as the matrix of `write_film` says: turned, then mirrored."""
    degrees, sideways, upside_down = turned
    return np.rot90(image, round(degrees / 90))[:: -1 if upside_down else 1, :: -1 if sideways else 1]


@pytest.mark.parametrize("container", ["mov", "mp4", "mkv"])
@pytest.mark.parametrize("sideways", [False, True])
@pytest.mark.parametrize("degrees", [0.0, 90.0, 180.0, 270.0])
def test_a_film_is_turned_and_mirrored_as_a_player_does(
    tmp_path: Path, container: str, degrees: float, sideways: bool
) -> None:
    turned = (degrees, sideways, False)
    frames, _ = seen(write_film(tmp_path / f"a.{container}", steadily(2), turned=turned))
    expected = shown(picture(0), turned)
    assert frames[0].image.shape == expected.shape
    assert np.abs(frames[0].image.astype(int) - expected).mean() < 12
    assert len({tuple(colour) for colour in CORNERS.values()}) == 3


@given(st.sampled_from([(1, 0, 0, 1), (0, 1, -1, 0), (-1, 0, 0, -1), (0, -1, 1, 0)]), st.booleans())
def test_a_pixel_comes_where_the_matrix_puts_it(turn: tuple[int, int, int, int], mirrored: bool) -> None:
    a, b, c, d = turn if not mirrored else (-turn[0], turn[1], -turn[2], turn[3])
    image = np.arange(24, dtype=np.uint8).reshape(2, 4, 3)
    matrix = np.array([[a << 16, b << 16, 0], [c << 16, d << 16, 0], [0, 0, 1 << 30]], np.int32)
    result = oriented(image, matrix)
    for y in range(2):
        for x in range(4):
            column, row = a * x + c * y, b * x + d * y
            np.testing.assert_array_equal(
                result[row - min(0, b * 3) - min(0, d), column - min(0, a * 3) - min(0, c)], image[y, x]
            )


@pytest.mark.parametrize("container", ["mp4", "mkv", "mov"])
@pytest.mark.parametrize(
    ("aspect", "width"), [(Fraction(1, 2), 64), (Fraction(4, 3), 171), (Fraction(100, 1), 128)]
)
def test_pixels_are_made_square(tmp_path: Path, container: str, aspect: Fraction, width: int) -> None:
    frames, _ = seen(write_film(tmp_path / f"a.{container}", steadily(2), pixel_aspect=aspect))
    assert frames[0].image.shape == (96, width, 3)


def test_a_turned_film_is_squared_before_it_is_turned(tmp_path: Path) -> None:
    path = write_film(
        tmp_path / "a.mp4", steadily(2), pixel_aspect=Fraction(1, 2), turned=(90.0, False, False)
    )
    assert seen(path)[0][0].image.shape == (64, 96, 3)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.webm"])
def test_a_variable_rate_keeps_its_times_and_says_the_usual_rate(tmp_path: Path, name: str) -> None:
    told = [i / 30 for i in range(60) if i % 7 not in (3, 4) and not 30 < i < 40]
    codec = "libvpx" if name.endswith("webm") else "libx264"
    video = Video(write_film(tmp_path / name, told, codec=codec, rate=1000), on_problem=pytest.fail)
    assert video.fps == pytest.approx(30, rel=0.01)
    np.testing.assert_allclose(times(list(video.frames())), told, atol=0.001)


@given(st.floats(0.1, 900), st.lists(st.integers(1, 4), min_size=3, max_size=60), st.floats(-5, 1000))
def test_the_rate_is_that_of_the_shortest_steps(fps: float, steps: list[int], start: float) -> None:
    steps = [1] * (2 * len(steps)) + steps
    at = [start + sum(steps[:i]) / fps for i in range(len(steps) + 1)]
    assert frame_rate(at, (Fraction(1000), None)) == pytest.approx(fps, rel=0.031)
    assert frame_rate(at, (Fraction(fps),)) == pytest.approx(fps)


@pytest.mark.parametrize(
    ("at", "told", "expected"), [([], [], 30.0), ([1.0], [Fraction(25)], 25.0), ([0.0, 0.0], [None], 30.0)]
)
def test_a_rate_that_nothing_tells_is_30(
    at: list[float], told: list[Fraction | None], expected: float
) -> None:
    assert frame_rate(at, told) == expected


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([0, 0.1, 0.25, 0.3], [0, 0.1, 0.25, 0.3]),
        ([0.5, 0.6, 0.7], [0, 0.1, 0.2]),
        ([-0.5, -0.4, 0.7], [0, 0.1, 1.2]),
        ([0, 0, 0, 0], [0, 0.04, 0.08, 0.12]),
        ([0, 0.1, 0.05, 0.2], [0, 0.1, 0.14, 0.2]),
        ([None, None, 0.08], [0, 0.04, 0.08]),
        ([7, 7.1, 1, 1.1], [0, 0.1, 0.14, 0.24]),
        ([0, 0.1, 20, 20.1], [0, 0.1, 20, 20.1]),
    ],
)
def test_times_grow_whatever_the_file_says(told: list[float | None], expected: list[float]) -> None:
    clock = Clock(0.04)
    np.testing.assert_allclose([clock.at(t) for t in told], expected, atol=1e-9)


def test_a_clock_that_may_jump_goes_on_after_a_jump() -> None:
    clock = Clock(0.04, jumps=True)
    told = [90.0, 90.1, 5000.0, 5000.1, 3.0, 3.1, 8.0]
    expected = [0.0, 0.1, 0.14, 0.24, 0.28, 0.38, 5.28]
    np.testing.assert_allclose([clock.at(t) for t in told], expected, atol=1e-9)


@given(st.lists(st.none() | st.floats(-1e6, 1e6), max_size=40), st.booleans())
def test_times_always_grow(told: list[float | None], jumps: bool) -> None:
    clock = Clock(0.04, jumps=jumps)
    assert all(np.diff([clock.at(t) for t in told]) > 0)


@pytest.mark.parametrize("start", [0.0, 3000.0])
def test_a_transport_stream_that_begins_anew_goes_on(tmp_path: Path, start: float) -> None:
    one = write_film(tmp_path / "one.ts", steadily(45)).read_bytes()
    other = write_film(tmp_path / "other.ts", steadily(45, start=start)).read_bytes()
    (tmp_path / "both.ts").write_bytes(one + other)
    frames, problems = seen(tmp_path / "both.ts")
    np.testing.assert_allclose(times(frames), np.arange(90) / 30, atol=0.002)
    assert problems == []


def trimmed(path: Path, source: Path, start: float, end: float) -> Path:
    """Copies packets without decoding them, as a lossless trim does: an edit list tells its beginning.

    The film has its first key frame before `start`, whose frames until there are there and not shown.
    """
    with av.open(str(source)) as whole, av.open(str(path), "w") as out:
        film = whole.streams.video[0]
        stream = out.add_stream_from_template(film)
        assert film.time_base
        begin = round(start / film.time_base)
        for packet in whole.demux(film):
            if packet.pts is not None and packet.dts is not None and packet.pts * film.time_base < end:
                packet.pts, packet.dts = packet.pts - begin, packet.dts - begin
                packet.stream = stream
                out.mux(packet)
    return path


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_an_edit_list_cuts_the_beginning_and_nobody_complains(tmp_path: Path, name: str) -> None:
    whole = write_film(tmp_path / "whole.mp4", steadily(30), key_every=30)
    frames, problems = seen(trimmed(tmp_path / name, whole, 10 / 30, 22 / 30))
    assert number_of(frames[0].image) == 10
    assert problems == []
    np.testing.assert_allclose(times(frames), np.arange(len(frames)) / 30, atol=0.001)


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.avi", "a.flv"])
def test_a_film_that_ends_before_its_sound_is_whole(tmp_path: Path, name: str) -> None:
    frames, problems = seen(write_film(tmp_path / name, steadily(30), sound=3.0))
    assert len(frames) == 30
    assert problems == []


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.flv", "a.ts", "a.mov"])
def test_a_film_that_begins_after_its_sound_is_whole(tmp_path: Path, name: str) -> None:
    frames, problems = seen(write_film(tmp_path / name, steadily(30, start=0.7), sound=1.7))
    assert len(frames) == 30
    assert times(frames)[-1] == pytest.approx(29 / 30, abs=0.002)
    assert problems == []


@pytest.mark.parametrize("name", ["torn.avi", "torn.mp4", "torn.mkv", "torn.flv"])
def test_a_video_that_breaks_off_plays_up_to_there_and_says_so(tmp_path: Path, name: str) -> None:
    front = {"movflags": "faststart"} if name.endswith("mp4") else {}
    path = write_film(tmp_path / name, steadily(90), size=(320, 240), sound=3.0, options=front)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    frames, (problem,) = seen(path)
    assert 10 < len(frames) < 85
    assert problem.startswith(f"{name} breaks off after ")
    assert float(problem.split()[4]) == pytest.approx(frames[-1].t + 1 / 30, abs=0.2)
    assert problem.endswith(" of 3.0 seconds.") or name == "torn.flv"


def test_a_film_beside_a_cover_is_the_film(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    with (
        av.open(str(write_film(tmp_path / "film.mp4", steadily(9)))) as film,
        av.open(str(path), "w") as out,
    ):
        covers = cover(out)
        stream = out.add_stream_from_template(film.streams.video[0])
        out.mux(covers)
        for packet in film.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                out.mux(packet)
    frames, _ = seen(path)
    assert len(frames) == 9


def cover(out: av.container.OutputContainer) -> list[av.Packet]:
    """A JPEG as the next stream, which is said to be a cover; to be muxed when all streams are there."""
    stream = out.add_stream("mjpeg", rate=1)
    stream.width, stream.height, stream.pix_fmt = 64, 64, "yuvj420p"
    stream.disposition = av.stream.Disposition.attached_pic
    frame = av.VideoFrame.from_ndarray(picture(20, (64, 64)), format="bgr24")
    frame.pts = 0
    return [*stream.encode(frame), *stream.encode(None)]


@pytest.mark.parametrize("name", ["a.mp3", "a.m4a"])
@pytest.mark.parametrize("covered", [True, False])
def test_sound_is_no_film(tmp_path: Path, name: str, covered: bool) -> None:
    with av.open(str(tmp_path / name), "w", format="mp4" if name == "a.m4a" else None) as out:
        heard = out.add_stream("libmp3lame" if name == "a.mp3" else "aac", rate=44_100)
        out.mux(cover(out) if covered else [])
        silence = av.AudioFrame.from_ndarray(np.zeros((2, 1152), np.float32), "fltp", "stereo")
        silence.sample_rate = 44_100
        for packet in (*heard.encode(silence), *heard.encode(None)):
            out.mux(packet)
    with pytest.raises(SourceError, match="holds sound" + (" and a picture" if covered else ", but no film")):
        Video(tmp_path / name)


def test_a_codec_that_cannot_be_decoded_is_named_with_the_line_that_converts_it(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mp4", steadily(3))
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzz9"))
    with pytest.raises(
        SourceError, match=r'\(codec zzz9\): convert it with `ffmpeg -i ".*a\.mp4" -c:v libx264'
    ):
        Video(path)


def test_a_closed_video_ends(tmp_path: Path) -> None:
    video = Video(write_film(tmp_path / "a.mp4", steadily(5)))
    frames = video.frames()
    next(frames)
    video.close()
    assert list(frames) == []


def test_a_damaged_film_goes_on_after_the_damage(tmp_path: Path) -> None:
    path = write_film(tmp_path / "a.mp4", steadily(90), options={"movflags": "faststart"})
    data = bytearray(path.read_bytes())
    middle = len(data) * 2 // 3
    data[middle : middle + 100] = bytes(100)
    path.write_bytes(data)
    frames, problems = seen(path)
    assert frames[-1].t == pytest.approx(89 / 30, abs=0.05)
    assert problems == [f"a.mp4 is damaged: {90 - len(frames)} of its frames cannot be seen."]


@pytest.mark.parametrize(
    "data", [b"", b"words\n" * 500, bytes(1000), b"\x00\x00\x00\x18ftypmp42" + bytes(50)]
)
@pytest.mark.parametrize("name", ["a.mp4", "a.avi", "a.txt", "a.gif", "a.mkv", "a.ts"])
def test_what_is_no_video_is_named(
    tmp_path: Path, name: str, data: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(SourceError, match="cannot be read as a video"):
        Video(tmp_path / name)
    assert capfd.readouterr().err == ""


def test_half_an_mp4_is_named(tmp_path: Path) -> None:
    data = write_film(tmp_path / "a.mp4", steadily(30)).read_bytes()
    (tmp_path / "half.mp4").write_bytes(data[: len(data) // 2])
    with pytest.raises(SourceError, match=r"half\.mp4 cannot be read as a video"):
        Video(tmp_path / "half.mp4")


def test_a_missing_video_a_folder_and_a_name_that_no_file_can_have_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.mp4", tmp_path, tmp_path / ("a" * 5000), Path("a\0b.mp4")):
        with pytest.raises(SourceError, match="no video file"):
            Video(path)


@pytest.mark.parametrize(
    ("name", "count", "fps"),
    [("dibia_two_hands_table.gif", 41, 10.0), ("mediapipe_samples_hand_open.mp4", 202, 25.0)],
)
def test_real_files(name: str, count: int, fps: float) -> None:
    if not (VIDEOS / name).is_file():
        pytest.skip(f"{VIDEOS / name} is not here")
    video = Video(VIDEOS / name)
    assert (video.total, video.fps) == (count, fps)
    np.testing.assert_allclose([frame.t for frame in video.frames()], np.arange(count) / fps, atol=0.002)


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "count"),
    [
        ("av1.mkv", 90),
        ("editlist.mp4", 62),
        ("mediarec.webm", 91),
        ("mirror_matrix.mov", 60),
        ("sar.mp4", 60),
    ],
)
def test_a_film_looks_like_the_plain_one_that_it_was_made_of(name: str, count: int) -> None:
    plain = next(Video(CASES / "base5.mp4").frames()).image
    frames, problems = seen(CASES / name)
    assert (len(frames), problems) == (count, [])
    assert frames[0].image.shape == plain.shape
    assert np.abs(frames[0].image.astype(int) - plain).mean() < (13 if name == "editlist.mp4" else 3)
