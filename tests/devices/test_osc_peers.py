"""One frame's bundle, received by three programs that know nothing of us: liblo, Pure Data and Node."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pages import page

from gesture2midi import paths
from gesture2midi.engine.engine import Engine
from gesture2midi.events import Gestures, Hit, Message, Messages, Osc, SceneChange
from gesture2midi.gestures import signals as signal_table
from gesture2midi.io.osc.output import OscTarget
from gesture2midi.io.osc.target import Wanted
from gesture2midi.mapping.load import load, loads

HERE = Path(__file__).parent
Sent = dict[str, list[float | str]]


def frame(index: int) -> Messages:
    """Two hands, or one in every second frame; all that a bundle can hold."""
    signals = {}
    for number, (name, signal) in enumerate(signal_table.full_names().items()):
        unseen = index % 2 and name.startswith(("right.", "hands."))
        rest = math.nan if signal.kind == "level" else 0.0
        signals[name] = rest if unseen else 1.0 if signal.kind == "flag" else number / 256
    items: tuple[Message, ...] = (Osc(0.5, "/theremin/open", (0.25, 3, "up")), SceneChange(0.5, "chorus"))
    hits = (Hit(0.5, "left", "strike", 0.75),)
    return Messages(0.5, items, Gestures(0.5, index, signals, {"left": "fist", "right": "open"}, hits))


def expected(index: int) -> Sent:
    gestures = frame(index).gestures
    assert gestures is not None
    values: Sent = {
        "/g2m/" + name.replace(".", "/"): [value]
        for name, value in gestures.signals.items()
        if not math.isnan(value) and not name.startswith("any.")
    }
    values["/g2m/left/pose"] = ["fist"]
    if index % 2 == 0:
        values["/g2m/right/pose"] = ["open"]
    return values | {
        "/g2m/frame": [index, 0.5],
        "/g2m/hit/left/strike": [0.75],
        "/theremin/open": [0.25, 3, "up"],
        "/g2m/scene": ["chorus"],
    }


def judge(listener: Any, port: int, read: Callable[[str], list[tuple[str, list[Any]]]]) -> None:
    """Send two frames one after the other; each has to arrive whole, every message of it once."""
    target = OscTarget("127.0.0.1", port)
    target.send(frame(0))
    listener.wait_for(lambda text: len(read(text)) >= len(expected(0)))
    target.send(frame(1))
    received = read(listener.wait_for(lambda text: len(read(text)) >= len(expected(0)) + len(expected(1))))
    assert target.missed == 0
    target.close()
    for index, messages in ((0, received[: len(expected(0))]), (1, received[len(expected(0)) :])):
        assert len(dict(messages)) == len(messages)
        assert dict(messages).keys() == expected(index).keys()
        for address, values in messages:
            # The programs print six digits or decimals of a number.
            assert values == [near(value) for value in expected(index)[address]], address


def near(value: float | str) -> Any:
    return value if isinstance(value, str) else pytest.approx(value, abs=1e-6)


def number(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word.strip('"')


def whole_lines(text: str) -> list[str]:
    return [line.rstrip("\n") for line in text.splitlines(keepends=True) if line.endswith("\n")]


def test_liblo(listen: Callable[..., Any], free_port: int) -> None:
    """oscdump prints `time address types values`, and waits for the time tag of a bundle."""
    oscdump = listen("oscdump", "-L", str(free_port))
    knock = OscTarget("127.0.0.1", free_port)

    def open_now(text: str) -> bool:
        knock.send(Messages(0.0, (Osc(0.0, "/knock", ()),)))
        return "/knock" in text

    oscdump.wait_for(open_now)
    knock.close()

    def read(text: str) -> list[tuple[str, list[Any]]]:
        words = [line.split() for line in whole_lines(text) if "/knock" not in line]
        return [(address, [number(value) for value in values]) for _, address, _, *values in words]

    judge(oscdump, free_port, read)


def test_puredata(listen: Callable[..., Any], free_port: int, tmp_path: Path) -> None:
    """[netreceive -u -b] -> [oscparse] -> [print g2m], which shows `g2m: list g2m right x 0.5`."""
    patch = tmp_path / "receive.pd"
    patch.write_text(
        "#N canvas 0 0 450 300 12;\n"
        f"#X obj 20 20 netreceive -u -b {free_port};\n"
        "#X obj 20 50 oscparse;\n"
        "#X obj 20 80 print g2m;\n"
        "#X obj 200 20 loadbang;\n"
        "#X obj 200 50 print ready;\n"
        "#X connect 0 0 1 0;\n"
        "#X connect 1 0 2 0;\n"
        "#X connect 3 0 4 0;\n"
    )
    pd = listen("pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-open", str(patch))
    pd.wait_for(lambda text: "ready: bang" in text)

    def read(text: str) -> list[tuple[str, list[Any]]]:
        assert "error" not in text
        found = []
        for line in whole_lines(text):
            if line.startswith("g2m: list "):
                words = line.removeprefix("g2m: list ").split()
                # Pd parts the address at its slashes, so it is the longest one that is known.
                ends = range(len(words), 0, -1)
                end = next(n for n in ends if "/" + "/".join(words[:n]) in expected(0))
                found.append(("/" + "/".join(words[:end]), [number(word) for word in words[end:]]))
        return found

    judge(pd, free_port, read)


MOMENTS = """
name: Moments
controls:
  - {send: osc, address: /cue/go/start, when: left.fist}
  - {send: osc, address: /live/clip/fire, args: [0, 3], when: left.fist}
  - {send: osc, address: /ctrl, args: [cutoff, {from: left.y, out: [0, 2]}], when: left.fist}
"""


def test_puredata_takes_moments_of_every_type(
    listen: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    """No arguments, whole numbers, a text; each message in a datagram of its own."""
    patch = tmp_path / "receive.pd"
    patch.write_text(
        "#N canvas 0 0 450 300 12;\n"
        f"#X obj 20 20 netreceive -u -b {free_port};\n"
        "#X obj 20 50 oscparse;\n"
        "#X obj 20 80 print g2m;\n"
        "#X obj 200 20 loadbang;\n"
        "#X obj 200 50 print ready;\n"
        "#X connect 0 0 1 0;\n"
        "#X connect 1 0 2 0;\n"
        "#X connect 3 0 4 0;\n"
    )
    pd = listen("pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-open", str(patch))
    pd.wait_for(lambda text: "ready: bang" in text)
    engine, target = (
        Engine(loads(MOMENTS, tmp_path / "moments.yaml")),
        OscTarget("127.0.0.1", free_port, Wanted(plain=True)),
    )
    nobody = dict.fromkeys(signal_table.full_names(), 0.0)
    for index, fist in enumerate((0.0, 1.0)):
        signals = nobody | {"left.fist": fist, "left.y": 0.25, "left.present": 1.0}
        target.send(engine.update(Gestures(index / 10, index, signals, {}, ())))
    text = pd.wait_for(lambda text: text.count("g2m: list") >= 3)
    target.close()
    assert "error" not in text
    assert [line for line in whole_lines(text) if line.startswith("g2m: list")] == [
        "g2m: list cue go start",
        "g2m: list live clip fire 0 3",
        "g2m: list ctrl cutoff 0.5",
    ]


def open_patch(listen: Callable[..., Any], patch: str, port: int, folder: Path) -> Any:
    """Pd with a patch for port 7000, made to listen to `port` and to print what its number boxes show."""
    patch = patch.replace("-u -b 7000", f"-u -b {port}")
    patch = re.sub(r"floatatom (\d+ \d+) \d 0 0 0 (\w+) - -", r"obj \1 print \2", patch)
    # Objects are counted in the order in which they stand, texts and messages as well.
    ready = len(re.findall(r"^#X (?!connect)", patch, flags=re.M))
    patch += f"#X obj 9 9 loadbang;\n#X obj 9 9 print ready;\n#X connect {ready} 0 {ready + 1} 0;\n"
    (folder / "hands.pd").write_text(patch)
    pd = listen("pd", "-nogui", "-noaudio", "-nomidi", "-stderr", "-open", str(folder / "hands.pd"))
    pd.wait_for(lambda text: "ready: bang" in text)
    return pd


def shown(pd: Any, names: tuple[str, ...]) -> dict[str, float]:
    """What the number boxes of these names show at last, once each has shown something."""
    text = pd.wait_for(lambda text: all(f"\n{name}: " in f"\n{text}" for name in names))
    assert "error" not in text and "no method" not in text and "couldn't create" not in text
    lines = [
        line.split(": ") for line in whole_lines(text) if line.startswith(tuple(f"{n}: " for n in names))
    ]
    return {name: float(value) for name, value in lines}


def test_the_puredata_patch_of_the_docs(listen: Callable[..., Any], free_port: int, tmp_path: Path) -> None:
    """docs/reference/osc.md shows two numbers of the right hand."""
    guide = page("reference/osc")
    section = guide[guide.index("## Pure Data") :]
    patch = section[section.index("#N canvas") :].split("```")[0]
    pd = open_patch(listen, patch, free_port, tmp_path)
    target = OscTarget("127.0.0.1", free_port)
    target.send(frame(0))
    target.close()
    for name, value in shown(pd, ("y", "pinch")).items():
        assert [value] == [near(expected(0)[f"/g2m/right/{name}"][0])]


def test_the_puredata_patch_beside_its_mapping(
    listen: Callable[..., Any], free_port: int, tmp_path: Path
) -> None:
    """The mapping max-pd plays; max-pd.pd takes its note, its filter and its blow."""
    patch = (paths.mappings() / "max-pd.pd").read_text()
    pd = open_patch(listen, patch, free_port, tmp_path)
    engine = Engine(load(paths.mapping_file("max-pd")))
    target = OscTarget("127.0.0.1", free_port)
    hands = dict(frame(0).gestures.signals)  # type: ignore[union-attr]
    hands |= {"right.y": 0.5, "right.pinch": 1.0, "left.y": 0.9, "left.strike": 0.75}
    hands |= {"right.strike": 0.0, "hands.clap": 0.0}
    target.send(engine.update(Gestures(0.5, 0, hands, {}, ())))
    target.close()
    assert shown(pd, ("note", "cutoff", "hit")) == {"note": 66, "cutoff": 4800, "hit": 0.75}


def test_node_osc(listen: Callable[..., Any], free_port: int) -> None:
    if not (HERE / "node_modules" / "osc").is_dir():
        pytest.skip("npm install --prefix tests/devices has not been run")
    node = listen("node", str(HERE / "receiver.js"), str(free_port))
    node.wait_for(lambda text: "ready\n" in text)

    def read(text: str) -> list[tuple[str, list[Any]]]:
        words = [line.split() for line in whole_lines(text) if line != "ready"]
        for address, *tagged in words:
            whole = address.endswith("/present")
            assert set(tagged[::2]) <= ({"i"} if whole else {"f", "i", "s"})
        return [(address, [number(value) for value in tagged[1::2]]) for address, *tagged in words]

    judge(node, free_port, read)
