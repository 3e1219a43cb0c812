"""The pages of acts in a real browser: what only a browser shows."""

from typing import Any

from playwright.async_api import Page as Tab
from playwright.async_api import expect

from tests.api.changing import at_first_gate
from tests.web.browser import Served, violations

CALM: dict[str, Any] = {"color_scheme": "dark", "reduced_motion": "reduce"}
"""No colour is on its way to another while it is measured."""


async def _flaws(tab: Tab, other_theme: bool = False) -> list[str]:
    """What is wrong with a page, on a small screen too; in dark, and in light when that is another matter."""
    found = await violations(tab)
    if other_theme:
        await tab.emulate_media(color_scheme="light")
        found += await violations(tab)
        await tab.emulate_media(color_scheme="dark")
    await tab.set_viewport_size({"width": 320, "height": 640})
    wide = await tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    await tab.set_viewport_size({"width": 1280, "height": 860})
    return [*found, *(["it does not fit 320 pixels"] if wide else [])]


async def test_a_change_is_looked_at_and_made_without_leaving_the_page(shown: Served) -> None:
    """The preview appears where one clicked, the focus stays; what is missing is asked for beside the field."""
    key, gate = await at_first_gate(shown.api)
    await shown.api.pass_votes(gate)
    tab = await shown.by("pia", f"/launches/{key}", **CALM)
    await tab.get_by_role("link", name="Change it, or hand it over").click()
    await tab.get_by_label("Scope").fill("Only Europe")
    await tab.get_by_label("Target date").fill("2031-01-01")
    await tab.get_by_text("Facts that the plan depends on").click()
    await tab.locator("[name='answer.price']").fill("12")

    preview = tab.get_by_role("button", name="Show what it would do")
    await preview.click()
    impact = tab.get_by_role("status", name="What this change would do")
    await expect(impact).to_contain_text("The word of Legal at Is it good enough? is void")
    await expect(preview).to_be_focused()
    assert await _flaws(tab, other_theme=True) == []
    make = tab.get_by_role("button", name="Make this change")
    await make.click()
    why = tab.get_by_label("Why")
    assert await why.evaluate("field => field.validationMessage") == "Please say why."
    await why.fill("The market moved")
    await make.click()

    await expect(tab.locator(".toast")).to_contain_text("Changed, as it was shown")
    await expect(tab.get_by_role("heading", name="Changes")).to_be_visible()
    assert await _flaws(tab) == []
    assert (await shown.api.get("pia", f"/launches/{key}"))["scope"] == "Only Europe"


async def test_pages_that_ask_are_for_everybody(shown: Served) -> None:
    """U8: nothing for axe to find, in both themes and at 320 pixels, also when something is refused."""
    key, gate = await at_first_gate(shown.api)
    tab = await shown.by("bo", f"/launches/{key}/cancel", **CALM)
    await tab.get_by_label("Why it ends here").fill("Nobody wants it")
    await tab.get_by_role("button", name="Cancel the launch").click()
    await expect(tab.get_by_role("alert")).to_contain_text(f"Type {key} to go on.")
    await expect(tab.get_by_label("Why it ends here")).to_have_value("Nobody wants it")
    found = {"refused": await _flaws(tab, other_theme=True)}

    for path in ("/me", f"/gates/{gate}", *(f"/gates/{gate}/{one}" for one in ("waivers", "break-glass", "recycle"))):
        await tab.goto(path)
        found[path] = await _flaws(tab)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
