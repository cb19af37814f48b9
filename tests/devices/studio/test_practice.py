"""The page of what was played: counted after a yes, seen by weeks, deleted for good."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from studio_pages import QUIET, Studio, barriers, visit

WEEK = {"seconds": 1500.0, "notes": 812, "mappings": {"drums": 900.0}, "strikes": 240}


def test_a_player_says_yes_sees_the_weeks_and_deletes_them(
    studio: Callable[..., Studio], page: Page, tmp_path: Path
) -> None:
    kept = tmp_path / "data" / "gesture2midi" / "usage.json"
    kept.parent.mkdir(parents=True)
    days = {"2026-11-25": WEEK | {"against_beat": [100, 1.2, 0.0225]}, "2026-11-17": WEEK}
    kept.write_text(json.dumps({"version": 1, "on": False, "days": days}))
    evening = studio(dict(os.environ), *QUIET)
    visit(page, evening, "/setup")
    page.get_by_role("link", name="Practice").click()
    newest = page.get_by_role("row").filter(has_text="2026-11-23")
    expect(newest).to_contain_text("812")
    expect(newest).to_contain_text("+12 ± 9 ms")
    expect(newest).to_contain_text("drums")
    expect(page.get_by_role("row")).to_have_count(3)
    assert barriers(page) == []
    counting = page.get_by_role("checkbox", name="Count what I play")
    expect(counting).not_to_be_checked()
    counting.click()
    expect(counting).to_be_checked()
    evening.end()
    assert json.loads(kept.read_text())["on"] is True


def test_deleted_figures_are_gone_and_none_are_kept(
    studio: Callable[..., Studio], page: Page, tmp_path: Path
) -> None:
    kept = tmp_path / "data" / "gesture2midi" / "usage.json"
    kept.parent.mkdir(parents=True)
    kept.write_text(json.dumps({"version": 1, "on": True, "days": {"2026-11-25": WEEK}}))
    evening = studio(dict(os.environ), *QUIET)
    visit(page, evening, "/practice")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("button", name="Delete all figures").click()
    page.get_by_role("button", name="Delete them").click()
    expect(page.get_by_text("Nothing has been counted yet.")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Count what I play")).not_to_be_checked()
    assert not kept.exists()
