"""A mapping on one page: complete, readable, and the same each time."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from gesture2midi import paths
from gesture2midi.display.poster import hand_icons
from gesture2midi.display.poster.layout import HEIGHT, WIDTH, poster, sheet
from gesture2midi.mapping.load import load
from gesture2midi.session.mapping_poster import page

LEAST = 3.5  # points: below this nobody can read


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_every_control_is_on_the_page_and_no_text_on_another(name: str) -> None:
    file = paths.mapping_file(name)
    drawn = page(file)
    assert sum(len(scene.cards) for scene in drawn.scenes) == len(load(file).everything)
    figure = sheet(drawn)
    canvas = FigureCanvasAgg(figure)
    renderer = canvas.get_renderer()
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    boxes = [(text, text.get_window_extent(renderer)) for text in texts]
    for text, box in boxes:
        assert text.get_fontsize() >= LEAST, text
        assert box.x0 >= 0 and box.y0 >= 0, text
        assert box.x1 <= WIDTH / 72 * figure.dpi and box.y1 <= HEIGHT / 72 * figure.dpi, text
    for (one, a), (other, b) in combinations(boxes, 2):
        wide = min(a.x1, b.x1) - max(a.x0, b.x0)
        high = min(a.y1, b.y1) - max(a.y0, b.y0)
        # The boxes of two lines of one text touch, because letters reach up and down.
        assert wide < 2 or high < 0.3 * min(a.height, b.height), (one.get_text(), other.get_text())


@pytest.mark.parametrize("kind", ["png", "pdf", "svg"])
def test_the_same_mapping_gives_the_same_bytes(kind: str, tmp_path: Path) -> None:
    files = [tmp_path / f"{i}.{kind}" for i in range(2)]
    for file in files:
        poster(file, page(paths.mapping_file("chords")))
    first, second = (file.read_bytes() for file in files)
    assert first == second and len(first) > 10_000


def test_a_long_mapping_still_fits(tmp_path: Path) -> None:
    controls = "".join(
        f"  - {{id: control-{i}, send: cc, number: {i}, from: left.index.y}}\n" for i in range(22)
    )
    file = tmp_path / "long.yaml"
    file.write_text(f"name: {'A long name ' * 9}\nabout: {'Many words. ' * 16}\ncontrols:\n{controls}")
    figure = sheet(page(file))
    renderer = FigureCanvasAgg(figure).get_renderer()
    bottom = min(text.get_window_extent(renderer).y0 for text in figure.axes[0].texts if text.get_text())
    right = max(text.get_window_extent(renderer).x1 for text in figure.axes[0].texts)
    assert bottom >= 0 and right <= WIDTH / 72 * figure.dpi


@pytest.mark.parametrize("pose", hand_icons.POSES)
def test_every_pose_has_its_sign(pose: str) -> None:
    fingers, turned = hand_icons.POSES[pose]
    hand = hand_icons.Hand(0, 0, 100, "right", fingers, turned)
    mirrored = hand_icons.Hand(0, 0, 100, "left", fingers, turned)
    for (points, thick), (others, _) in zip(hand.limbs(), mirrored.limbs(), strict=True):
        assert thick > 0 and abs(points).max() < 120
        assert (points[:, 0] == -others[:, 0]).all() and (points[:, 1] == others[:, 1]).all()
