"""The inbox in a real browser: picking many, moving about meanwhile, and waiting."""

from playwright.async_api import Route, expect

from tests.web.browser import Served, violations


async def test_many_are_picked_by_keys_and_approved_by_one(shown: Served) -> None:
    """`x`, moving on, Shift X, `*`; what is picked survives moving, and the bar offers what fits all of it."""
    gates = [await shown.api.build(await shown.api.launch(title=f"Flotilla {n}")) for n in range(4)]
    tab = await shown.by("quin", "/?act=vote&q=flotilla")
    bar, ticked = tab.locator("#bulk"), tab.locator("[data-pick]:checked")
    await expect(bar).to_be_hidden()

    await tab.keyboard.press("x")
    await expect(bar).to_contain_text("1 selected")
    for _ in range(2):
        await tab.keyboard.press("j")
    await expect(tab.locator("[data-card]").nth(2)).to_have_class("card card-open")
    await expect(ticked).to_have_count(1)
    await tab.keyboard.press("Shift+X")
    await expect(bar).to_contain_text("3 selected")
    await tab.keyboard.press("*")
    await expect(ticked).to_have_count(4)
    assert await violations(tab) == []
    await expect(bar.get_by_role("button", name="Approve")).to_be_visible()
    await expect(bar.get_by_role("button", name="Claim")).to_be_hidden()
    await tab.locator("[data-pick]").nth(3).click()
    await tab.locator("[data-pick]").nth(1).click(modifiers=["Shift"])
    await expect(bar).to_contain_text("1 selected")
    await tab.keyboard.press("*")
    await tab.keyboard.press("a")
    await expect(tab.locator(".toast")).to_contain_text("4 approved")
    await tab.keyboard.press("u")
    await expect(tab.locator(".toast")).to_contain_text("4 taken back")

    await expect(ticked).to_have_count(0)
    assert [(await shown.api.get("quin", f"/gates/{gate}"))["votes"] for gate in gates] == [[]] * 4


async def test_a_line_tells_of_a_page_that_takes_its_time(shown: Served) -> None:
    """Only then, and no longer than that; without motion for who wants none."""
    await shown.api.launch(title="Slow boat")
    tab = await shown.by("otto", "/?q=slow", reduced_motion="reduce")
    held: list[Route] = []

    async def hold(route: Route) -> None:
        held.append(route)

    await tab.route("**/launches", hold)
    await tab.get_by_role("link", name="Launches", exact=True).click()
    await expect(tab.locator("#page")).to_have_attribute("aria-busy", "true")
    line = await tab.evaluate("getComputedStyle(document.getElementById('page'), '::before').content")
    await held[0].continue_()

    await expect(tab.get_by_role("heading", name="Launches")).to_be_visible()
    await expect(tab.locator("#page")).not_to_have_attribute("aria-busy", "true")
    assert line == "none"


async def test_views_and_refusals_are_accessible(shown: Served) -> None:
    """On a small dark screen: the open menu, a name that is taken, and the page that says what was refused."""
    keys = [await shown.api.launch(title=f"Pinnace {n}") for n in range(2)]
    size = {"width": 360, "height": 800}
    tab = await shown.by("otto", "/?q=pinnace", viewport=size, color_scheme="dark")

    for path, said in (("/?q=pinnace", "View saved"), ("/?q=pinnace&act=task", "choose another name")):
        await tab.goto(path)
        await tab.locator(".views-menu summary").click()
        await tab.get_by_label("Save this view as").fill("Small boats")
        await tab.get_by_role("button", name="Save").click()
        await expect(tab.get_by_text(said)).to_be_visible()
    found = {"views": await violations(tab)}
    wide = await tab.evaluate("document.documentElement.scrollWidth")
    await tab.goto("/?q=pinnace&pick=all")
    await shown.api.do("pia", f"/tasks/{keys[0]}.describe/claim")
    await tab.get_by_role("button", name="Claim").first.click()
    await expect(tab.get_by_role("heading", name="1 refused")).to_be_visible()
    found["refusals"] = await violations(tab)

    assert found == {"views": [], "refusals": []}
    assert wide <= 360


async def test_many_at_once_without_scripts_and_on_a_small_screen(shown: Served) -> None:
    """Boxes, a bar and a page that says what was refused, each part accessible."""
    keys = [await shown.api.launch(title=f"Coracle {n}") for n in range(2)]
    size = {"width": 360, "height": 800}
    tab = await shown.by("otto", "/?q=coracle", java_script_enabled=False, viewport=size, color_scheme="dark")
    await tab.get_by_role("link", name="Select all on this page").click()
    await shown.api.do("pia", f"/tasks/{keys[0]}.describe/claim")

    await tab.get_by_role("button", name="Claim").first.click()

    await expect(tab.get_by_role("heading", name="Yours now; 1 refused")).to_be_visible()
    await tab.get_by_role("button", name="Undo what was done").click()
    await expect(tab.locator(".toast")).to_contain_text("Given back")
