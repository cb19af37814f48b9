"""Players' profiles as files, and `calibrate` from the command line on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.cli import main
from gesture2midi.errors import UsageError
from gesture2midi.gestures import profile_files
from gesture2midi.gestures.play_area import PlayArea
from gesture2midi.gestures.profile import Playing, Profile, Reach


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The players' folder of this test alone; not there yet."""
    folder = tmp_path / "data" / "players"
    monkeypatch.setattr(paths, "players", lambda: folder)
    return folder


def typed(*arguments: str | Path, env: dict[str, str] | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(main, [*map(str, arguments)], env=env)
    return done.exit_code, done.output


reaches = st.builds(
    lambda a, b, c, d, e: Reach(PlayArea(a, a + b, c, c + d, e, e + 0.3), 0.5, 0.92, 0.3, 0.3 + b),
    *(st.floats(0.06, 0.45) for _ in range(5)),
)
profiles = st.builds(
    Profile,
    st.sampled_from(["both", "left", "right", "swap", "any"]),
    st.floats(0, 1),
    reaches,
    reaches,
    st.just("auto") | st.integers(0, 800).map(lambda tenths: tenths / 10 / 1000),
    st.sampled_from(["soft", "medium", "hard"]),
    dwell=st.just(0.0) | st.floats(0.2, 3.0),
    large=st.booleans(),
    slow=st.booleans(),
)


@settings(max_examples=40)
@given(profiles)
def test_what_is_saved_is_what_is_loaded(profile: Profile) -> None:
    profile_files.save("anna", profile)
    assert profile_files.load("anna") == profile


def test_a_file_is_short_and_says_what_may_be_changed(folder: Path) -> None:
    path = profile_files.save("anna", Profile(steady=0.5))
    assert path == folder / "anna.yaml"
    text = path.read_text()
    assert "hands: both" in text and "steady: 0.5" in text and "swap" in text.splitlines()[1]
    assert len(text.splitlines()) < 22 and "slow: " not in text.partition("format")[2]
    assert [file.name for file in folder.iterdir()] == ["anna.yaml"]


def test_a_file_written_by_hand_may_be_shorter_still(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "bo.yaml").write_text("format: gesture2midi player\nversion: 1\nhands: swap\n")
    assert profile_files.load("bo") == Profile(hands="swap")
    assert paths.player_names() == ("bo",)
    (folder / ".part-1-anna.yaml").touch()
    (folder / "a copy.yaml").touch()
    assert paths.player_names() == ("bo",)


@pytest.mark.parametrize(
    "name", ["../anna", "a/b", "..", "", ".", "a.b", "-a", "x" * 65, "a\n", "C:anna", "~"]
)
def test_no_name_climbs_out_of_the_folder(name: str) -> None:
    with pytest.raises(UsageError, match=r"^The player's name .* cannot be used"):
        profile_files.save(name, Profile())
    with pytest.raises(UsageError, match=r"^The player's name .* cannot be used"):
        profile_files.load(name)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("version: 1\n", "`format`"),
        ("format: gesture2midi player\nversion: 2\n", "`version`"),
        ("format: gesture2midi player\nversion: 1\nhands: three\n", "`hands`"),
        ("format: gesture2midi player\nversion: 1\nsteady: .nan\n", "`steady`"),
        ("format: gesture2midi player\nversion: 1\nsteady: 2\n", "`steady`"),
        ("format: gesture2midi player\nversion: 1\nearly: 31\n", "`early`"),
        ("format: gesture2midi player\nversion: 1\nstaedy: 1\n", "`staedy`"),
        (
            "format: gesture2midi player\nversion: 1\nleft: {area: {left: 0.5, right: 0.5}}\n",
            "`left.area` is not right (left must be at least 0.01 below right)",
        ),
        (
            "format: gesture2midi player\nversion: 1\nright: {pinch: {touching: 0.9}}\n",
            "touching must be at least 0.05 below apart",
        ),
        ("- 1\n", "the file"),
        ("a: [", "not YAML"),
        ("[" * 600, "not YAML"),
        ("\x00", "not a text file"),
        ("", "the file"),
    ],
)
def test_a_mistake_is_one_sentence(folder: Path, text: str, says: str) -> None:
    folder.mkdir(parents=True)
    (folder / "bo.yaml").write_text(text)
    status, said = typed("run", "--player", "bo", "--source", "missing.mp4")
    assert status == 2
    assert "bo.yaml" in said and says in said and "missing.mp4" not in said
    assert len(said.strip().splitlines()) == 1


def test_a_player_who_is_not_known_is_one_sentence() -> None:
    for typing in (("run",), ("render", "performer"), ("demo",)):
        status, said = typed(*typing, "--player", "bo")
        assert status == 2 and "calibrate --player bo" in said
        status, said = typed(*typing, env={"GESTURE2MIDI_PLAYER": "../bo"})
        assert status == 2 and "'../bo'" in said
    profile_files.save("anna", Profile())
    assert "anna" in typed("run", "--player", "bo")[1]


def test_players_are_listed() -> None:
    status, said = typed("players")
    assert status == 0 and "calibrate --player NAME" in said
    profile_files.save("anna", Profile(hands="left", steady=0.25))
    status, said = typed("players")
    assert status == 0
    assert all(word in said for word in ("anna", "left", "0.25", "80% x 80%"))


@pytest.mark.parametrize(
    ("hands", "notes"), [("both", 1), ("right", 1), ("any", 1), ("left", 0), ("swap", 0)]
)
def test_run_and_render_play_by_the_profile(
    make_take: Callable[[float, float], Path], drone: Path, hands: Playing, notes: int
) -> None:
    """A right hand, and a mapping that listens to the right one alone."""
    profile_files.save("bo", Profile(hands=hands))
    take = make_take(0.1, 0.4)
    common = ("--player", "bo", "--mapping", drone, "--transcript", "-")
    for typing in (("render", take), ("run", "--source", take, "--no-midi", "--no-preview")):
        done = CliRunner().invoke(main, [*map(str, (*typing, *common))])
        assert done.exit_code == 0, done.output
        assert done.stdout.count("note_on") == notes


@pytest.mark.parametrize("steady", ["nan", "-0.1", "1.5", "much"])
def test_a_steady_that_is_none_is_one_sentence(steady: str) -> None:
    status, said = typed("calibrate", "--player", "bo", "--steady", steady, "--source", "missing.mp4")
    assert status == 2 and "--steady" in said and "missing.mp4" not in said


@pytest.mark.parametrize(("seconds", "says"), [(35, "No hand moved"), (5, "ended at step 1 of 6")])
def test_a_calibration_in_vain_is_one_sentence_and_leaves_no_file(
    make_take: Callable[[float, float], Path], folder: Path, seconds: float, says: str
) -> None:
    status, said = typed("calibrate", "--player", "bo", "--source", make_take(0, seconds), "--no-preview")
    assert status == 1 and says in said
    assert not folder.exists()
    kept = profile_files.save("bo", Profile(steady=0.5)).read_bytes()
    status, said = typed("calibrate", "--player", "bo", "--source", make_take(0, seconds), "--no-preview")
    assert status == 1 and (folder / "bo.yaml").read_bytes() == kept, "what was there stays"


def test_a_folder_that_cannot_be_written_is_told_before_half_a_minute_has_gone(folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("no folder")
    status, said = typed("calibrate", "--player", "bo", "--source", "missing.mp4")
    assert status == 1 and "bo.yaml cannot be written" in said and "missing.mp4" not in said


def test_the_early_of_old_files_is_told_and_becomes_a_delay(folder: Path) -> None:
    folder.mkdir(parents=True)
    for early, delay in (
        (8, pytest.approx(0.0353, abs=1e-3)),
        (-30, pytest.approx(0.0733, abs=1e-3)),
        (0, "auto"),
    ):
        (folder / "anna.yaml").write_text(f"format: gesture2midi player\nversion: 1\nearly: {early}\n")
        told: list[str] = []
        assert profile_files.load("anna", told.append).delay == delay
        assert len(told) == 1 and "anna.yaml" in told[0] and "`delay: " in told[0]
    saved = profile_files.save("anna", profile_files.load("anna"))
    assert "early" not in saved.read_text()


def test_the_strike_delay_is_the_option_then_the_player_s(tmp_path: Path) -> None:
    for value, says in (("81", "80"), ("-1", "80"), ("soon", "soon"), ("exact", "auto")):
        code, output = typed("run", "--strike-delay", value)
        assert code == 2 and says in output


def test_the_performer_is_calibrated_and_recalibrated(folder: Path, model: Path) -> None:
    profile_files.save(
        "bo", Profile(hands="swap", steady=0.5, delay=0.02, touch="soft", dwell=0.5, large=True)
    )
    how = ("--source", "performer:reach", "--fps", "5", "--size", "320x240", "--no-realtime", "--no-preview")
    status, said = typed("calibrate", "--player", "bo", *how)
    assert status == 0, said
    assert all(f"{step}/8" in said for step in range(1, 7)), "each step is told"
    profile = profile_files.load("bo")
    assert (profile.hands, profile.steady, profile.delay, profile.touch) == ("swap", 0.5, 0.02, "soft"), (
        "what the player chose before is kept"
    )
    assert (profile.dwell, profile.large, profile.slow) == (0.5, True, False)
    for reach, x in ((profile.left, 0.3), (profile.right, 0.7)):
        area = reach.area
        assert area.left < x < area.right
        assert 0.1 < area.right - area.left < 0.2 and 0.1 < area.bottom - area.top < 0.22
        assert area.far - area.near > 0.15
