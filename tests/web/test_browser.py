"""The pages in a real browser: keys, themes, small screens, drafts."""

import pytest
from playwright.async_api import Page as Tab
from playwright.async_api import expect

from tests.web.browser import Served, violations


async def test_twenty_approvals_without_a_mouse(shown: Served) -> None:
    """U1: at most three keys each, and the next one is selected by itself."""
    gates = [await shown.api.build(await shown.api.launch(product="Keys", title=f"Keys {n}")) for n in range(20)]
    tab = await shown.by("quin", "/?act=vote&q=keys")
    keys = 0

    for left in range(len(gates), 0, -1):
        await expect(tab.locator("[data-card]")).to_have_count(left)
        await expect(tab.locator(".card-open")).to_have_count(1)
        await tab.keyboard.press("a")
        keys += 1
        await expect(tab.locator(".toast")).to_contain_text("Approved")
        await expect(tab.locator("[data-card]")).to_have_count(left - 1)

    assert keys <= 3 * len(gates)
    for gate in gates:
        assert [vote["choice"] for vote in (await shown.api.get("quin", f"/gates/{gate}"))["votes"]] == ["approve"]


async def test_whoever_is_faster_than_the_page_loses_nothing(shown: Served) -> None:
    """An act right after a move, before that has been answered: it counts, and the page shows it."""
    keys = [await shown.api.launch(title=f"Hurry {number}") for number in range(6)]
    tab = await shown.by("otto", "/?q=hurry")

    for left in range(len(keys), 1, -1):
        await tab.keyboard.press("j")
        await tab.keyboard.press("a")
        await expect(tab.locator("[data-card]")).to_have_count(left - 1)
        await expect(tab.locator(".toast")).to_contain_text("Done")


async def test_keys_rest_while_somebody_writes(shown: Served) -> None:
    """U1: none fires in a text field; `?` lists them, and Escape leaves the field."""
    key = await shown.api.launch()
    tab = await shown.by("otto", f"/tasks/{key}.describe")

    await tab.get_by_label("Note").fill("")
    await tab.get_by_label("Note").press_sequentially("a case of c?")
    assert (await shown.api.get("pia", f"/tasks/{key}.describe"))["state"] == "open"
    await tab.keyboard.press("Escape")
    await tab.keyboard.press("?")
    await expect(tab.get_by_role("dialog", name="Keys")).to_be_visible()
    await tab.keyboard.press("Escape")
    await tab.keyboard.press("c")
    await expect(tab.locator(".toast")).to_contain_text("Yours now")
    assert (await shown.api.get("pia", f"/tasks/{key}.describe"))["claimed_by"] == "otto"
    await tab.keyboard.press("u")
    await expect(tab.locator(".toast")).to_contain_text("Given back")


async def test_the_palette_leads_anywhere(shown: Served) -> None:
    """U1: Ctrl-K, a few letters, Enter; without scripts the same is a page."""
    key = await shown.api.launch(title="Lighthouse")
    tab = await shown.by("otto")

    await tab.keyboard.press("Control+k")
    dialog = tab.get_by_role("dialog", name="Find")
    await expect(dialog.get_by_role("link", name="Launches", exact=True)).to_be_visible()
    await tab.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await tab.keyboard.press("Control+k")
    await tab.keyboard.type("lighth")
    await expect(dialog.get_by_role("link").first).to_contain_text("Lighthouse")
    assert await violations(tab) == []
    await tab.keyboard.press("Enter")
    await expect(tab.get_by_role("heading", name="Lighthouse")).to_be_visible()
    assert tab.url.endswith(f"/launches/{key}")

    await tab.goto("/find?q=lighthouse")
    await expect(tab.get_by_role("link", name="Describe")).to_be_visible()
    assert await violations(tab) == []


async def test_what_was_begun_survives_a_reload(shown: Served) -> None:
    """And going away and back; once sent it is gone."""
    key = await shown.api.launch()
    tab = await shown.by("otto", f"/tasks/{key}.describe")
    await tab.get_by_label("Note").fill("Half a sentence")

    await tab.reload()
    await expect(tab.get_by_label("Note")).to_have_value("Half a sentence")
    await tab.get_by_role("link", name="Launches", exact=True).first.click()
    await expect(tab.get_by_role("heading", name="Launches")).to_be_visible()
    await tab.go_back()
    await expect(tab.get_by_label("Note")).to_have_value("Half a sentence")
    await tab.get_by_role("button", name="Done").click()
    await expect(tab.locator(".toast")).to_contain_text("Done")

    assert (await shown.api.get("pia", f"/tasks/{key}.describe"))["note"] == "Half a sentence"


async def test_back_forward_and_reload(shown: Served) -> None:
    """Every page has an address, and nothing is done twice on the way."""
    for _ in range(2):
        await shown.api.launch(title="There and back")
    tab = await shown.by("otto", "/?q=there+back")
    cards = tab.locator("[data-card]")
    number = await cards.count()
    assert number > 1
    await cards.nth(1).click()
    await expect(cards.nth(1)).to_have_class("card card-open")

    await tab.go_back()
    await expect(cards.nth(0)).to_have_class("card card-open")
    await tab.go_forward()
    await expect(cards.nth(1)).to_have_class("card card-open")
    await tab.reload()
    await expect(cards.nth(1)).to_have_class("card card-open")
    await expect(cards).to_have_count(number)


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(shown: Served, scheme: str) -> None:
    """U8: on every page, in both themes."""
    key = await shown.api.launch(title="Accessible")
    gate = await shown.api.build(key)
    task = await shown.api.launch(title="Accessible too")
    tab = await shown.by("bo", color_scheme=scheme)
    paths = ("/", f"/?launch={key}", "/?q=nothinglikeit", f"/gates/{gate}", f"/tasks/{task}.describe", "/launches")
    views = ("/launches?view=board", "/launches?view=timeline")

    found = {}
    records = (f"/launches/{key}/activity?verify=true", f"/launches/{key}/evidence", f"/launches/{key}/evidence/new")
    for path in (*paths, *views, *records, f"/launches/{key}", "/styleguide", "/nowhere"):
        await tab.goto(path)
        found[path] = await violations(tab)
    await tab.context.clear_cookies()
    await tab.goto("/sign-in")
    found["/sign-in"] = await violations(tab)

    assert {path: wrong for path, wrong in found.items() if wrong} == {}


async def test_a_full_approval_on_a_small_screen(shown: Served) -> None:
    """U16: 360 by 800, without scrolling sideways, each target big enough."""
    gate = await shown.api.build(await shown.api.launch(title="Pocket"))
    tab = await shown.by("quin", "/?q=pocket", viewport={"width": 360, "height": 800}, has_touch=True)

    await tab.locator("[data-card]").first.tap()
    await expect(tab.get_by_role("heading", name="Your vote")).to_be_visible()
    assert await _fits(tab)
    box = await tab.get_by_role("button", name="Approve").bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    await tab.get_by_role("button", name="Approve").tap()
    await expect(tab.locator(".toast")).to_contain_text("Approved")

    assert [vote["voter"] for vote in (await shown.api.get("quin", f"/gates/{gate}"))["votes"]] == ["quin"]


@pytest.mark.parametrize("path", ["/", "/launches", "/launches?view=board", "/styleguide"])
async def test_pages_reflow(shown: Served, path: str) -> None:
    """U8: at 320 pixels nothing has to be scrolled sideways."""
    await shown.api.launch(title="Averyveryverylongwordthatdoesnotbreakanywhereatallinanylanguage")
    tab = await shown.by("otto", path, viewport={"width": 320, "height": 640})

    assert await _fits(tab)


async def test_what_is_missing_is_said_beside_the_field(shown: Served) -> None:
    """Before anything is sent, and with what was written kept."""
    gate = await shown.api.build(await shown.api.launch())
    tab = await shown.by("quin", f"/gates/{gate}")

    await tab.get_by_role("button", name="Request changes").click()

    assert await tab.get_by_label("Rationale").evaluate("field => field.validationMessage") == "Please say why."
    await tab.get_by_label("Rationale").fill("The sync loses edits")
    await tab.get_by_role("button", name="Request changes").click()
    await expect(tab.locator(".toast")).to_contain_text("Changes requested")


async def test_everything_works_without_scripts(shown: Served) -> None:
    """A vote, by links and forms alone."""
    gate = await shown.api.build(await shown.api.launch(title="Plain"))
    tab = await shown.by("quin", "/?q=plain", java_script_enabled=False)

    await tab.locator("[data-card]").first.click()
    await tab.get_by_role("button", name="Approve").click()

    assert "did=approved" in tab.url
    assert [vote["voter"] for vote in (await shown.api.get("quin", f"/gates/{gate}"))["votes"]] == ["quin"]


async def _fits(tab: Tab) -> bool:
    fits: bool = await tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    return fits
