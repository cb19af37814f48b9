"""Each page by keyboard, by ear, in both lights, on a phone and at twice its size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from studio_pages import PATIENCE, Studio, barriers, unfold, visit

PATHS = ("/", "/mapping", "/takes", "/setup", "/player")
PHONE, ZOOMED = (390, 844), (640, 430)
"""Of a phone; of a window of 1280 by 860 whose page is shown at 200 %."""

# All that can be used now, each told apart by a number of its own.
_USABLE = """() => [...document.querySelectorAll(
    'a[href], button, input, select, textarea, [contenteditable=true], [role=slider], [role=switch]' +
    ', [tabindex="0"]')]
  .filter((it) => it.checkVisibility({visibilityProperty: true}) && !it.disabled && it.tabIndex >= 0)
  .map((it, i) => (it.dataset.usable = i, it.outerHTML.slice(0, 200)))"""
# The number of what has the focus, and whether that is to be seen on it or around it.
_FOCUSED = """() => {
  const it = document.activeElement, outlined = (el) => {
    const style = getComputedStyle(el);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  const seen = [it, it.closest('.q-field__control'), it.closest('.cm-editor')];
  return [Number(it.dataset.usable ?? -1), seen.some((el) => el && outlined(el))];
}"""
# What reaches out of the page or of its card.
_CUT_OFF = """() => {
  const out = [...document.querySelectorAll('.top *, .page *')].filter((el) => {
    const box = el.getBoundingClientRect();
    return box.width > 1 && !el.closest('.cm-scroller') && (box.right > innerWidth + 1 || box.left < -1);
  });
  const scrolled = [...document.querySelectorAll('html, .card, .top, .page')].filter(
    (el) => el.scrollWidth > el.clientWidth + 1);
  return [...scrolled, ...out].map((el) => el.outerHTML.slice(0, 200));
}"""


@pytest.fixture
def german(browser: Browser) -> Iterator[Page]:
    """A page in German, whose words are the longer ones."""
    context = browser.new_context(locale="de-DE")
    context.set_default_timeout(PATIENCE * 1000)
    yield context.new_page()
    context.close()


def turn_the_light(page: Page) -> None:
    before = page.evaluate("document.body.classList.contains('body--dark')")
    page.get_by_role("button", name="Dark or light").click()
    page.wait_for_function("(b) => document.body.classList.contains('body--dark') !== b", arg=before)


def lies_still(page: Page) -> None:
    """Colours that are on their way to others are nobody's."""
    page.wait_for_function("!document.getAnimations().some((it) => it instanceof CSSTransition)")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_keeps_anybody_out_in_either_light(evening: Studio, page: Page, path: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, evening, path)
    lies_still(page)
    assert barriers(page) == []
    turn_the_light(page)
    lies_still(page)
    assert barriers(page, "color-contrast") == []


def unreached(page: Page) -> list[str]:
    """Press Tab all around the page; gives what never had the focus."""
    usable = page.evaluate(_USABLE)
    assert len(usable) > 4
    left = set(range(len(usable)))
    for _ in range(2 * len(usable)):
        page.keyboard.press("Tab")
        number, seen = page.evaluate(_FOCUSED)
        assert seen or number < 0, f"No focus is seen on {usable[number]}"
        left.discard(number)
        if not left:
            break
    return [usable[i] for i in sorted(left)]


@pytest.mark.parametrize("path", PATHS)
def test_all_is_reached_by_tab_and_the_focus_is_seen(evening: Studio, page: Page, path: str) -> None:
    visit(page, evening, path)
    missed: list[str] = []
    for _ in range(3):  # what is drawn anew under way is a new element
        missed = unreached(page)
        if not missed:
            return
    pytest.fail(f"Tab never comes to {missed}")


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_cut_off_on_a_phone_or_at_twice_its_size(evening: Studio, german: Page, path: str) -> None:
    visit(german, evening, path)
    expect(german.locator("html")).to_have_attribute("lang", "de")
    for width, height in (PHONE, ZOOMED):
        german.set_viewport_size({"width": width, "height": height})
        assert german.evaluate(_CUT_OFF) == []


_HEADER = """() => {
  const top = document.querySelector('.top').getBoundingClientRect();
  const panic = document.querySelector('.top .danger').getBoundingClientRect();
  const links = [...document.querySelectorAll('.tabs a')].map((it) => it.getBoundingClientRect());
  return {height: top.height, panic: panic.right <= innerWidth && panic.left >= 0 && panic.height >= 40,
          row: links.every((it) => it.top === links[0].top && it.right <= panic.left),
          names: [...document.querySelectorAll('.tabs a')].map((it) => it.textContent)};
}"""


def test_the_header_is_one_row_with_panic_in_reach_at_every_width(evening: Studio, german: Page) -> None:
    visit(german, evening)
    for width, height in (PHONE, ZOOMED, (760, 900), (800, 900), (1000, 900), (1280, 720), (1920, 1080)):
        german.set_viewport_size({"width": width, "height": height})
        found = german.evaluate(_HEADER)
        assert found["height"] <= 57 and found["row"] and found["panic"], (width, found)
        assert [name for name in found["names"] if "Einrichten" in name]


@pytest.mark.parametrize("wish", ["dark", "light"])
def test_a_page_is_as_the_browser_wishes_until_that_browser_chooses(
    evening: Studio, browser: Browser, wish: Literal["dark", "light"]
) -> None:
    other = "light" if wish == "dark" else "dark"
    chosen, neighbour = (browser.new_context(color_scheme=wish, locale="en-GB") for _ in range(2))
    page, beside = chosen.new_page(), neighbour.new_page()
    for one in (page, beside):
        one.set_default_timeout(PATIENCE * 1000)
        visit(one, evening)
        expect(one.locator(f"body.body--{wish}")).to_have_count(1)
    turn_the_light(page)
    for path in ("/mapping", "/"):
        visit(page, evening, path)
        expect(page.locator(f"body.body--{other}")).to_have_count(1)
        visit(beside, evening, path)
        expect(beside.locator(f"body.body--{wish}")).to_have_count(1)
    for context in (chosen, neighbour):
        context.close()


def test_the_editor_is_entered_written_in_and_left_by_keyboard(evening: Studio, page: Page) -> None:
    visit(page, evening, "/mapping")
    page.get_by_role("button", name="Copy this mapping into your folder").press("Enter")
    expect(page.get_by_text("Changes are heard at once.")).to_be_visible()
    unfold(page)
    text = page.get_by_role("textbox", name="The mapping as YAML")
    text.focus()
    page.keyboard.press("Tab")
    expect(text).to_be_focused()
    page.keyboard.press("Control+m")
    page.keyboard.press("Shift+Tab")
    expect(text).not_to_be_focused()


def test_another_mapping_is_chosen_and_silenced_by_keyboard_alone(evening: Studio, page: Page) -> None:
    visit(page, evening)
    title = page.locator(".title")
    before = title.inner_text()
    choice = page.get_by_role("combobox", name="Choose a mapping")
    for _ in range(40):
        page.keyboard.press("Tab")
        if choice.evaluate("(it) => it === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(title).not_to_have_text(before)
    panic = page.get_by_role("button", name="Silence everything")
    panic.focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Everything is silent.")).to_be_visible()
