"""Starting a launch in a real browser: what it takes changes as somebody types, and they are not disturbed."""

from playwright.async_api import expect

from tests.web.browser import Served, violations


async def test_what_a_launch_takes_is_shown_while_it_is_filled_in(shown: Served) -> None:
    """Without losing focus or what was typed; refused, the focus is on what to mend; then it is there."""
    tab = await shown.by("pia", "/launches")
    await tab.get_by_role("link", name="Start a launch").click()
    pane = tab.get_by_role("region", name="What it takes")
    await tab.get_by_label("Playbook").select_option("pilot@1")
    await expect(tab.get_by_label("Can it be undone?")).to_be_checked()
    await expect(pane).to_contain_text("Make it")
    tier = tab.get_by_label("Size")
    await expect(tier.locator("option")).to_have_count(2)

    await tab.get_by_label("Title").fill("Night trains")
    product = tab.get_by_label("Product", exact=True)
    await product.press_sequentially("Aurora")
    await expect(pane).to_contain_text("Its key will begin with AUR.")
    await expect(product).to_be_focused()
    await expect(product).to_have_value("Aurora")
    assert "csrf" not in tab.url
    await tab.get_by_label("Target date").fill("2031-05-16")
    await expect(tab.locator("#start-sum")).to_contain_text("before the target date.")
    await tab.get_by_label("Owner").fill("nobody")
    await expect(pane).to_contain_text("There is no person nobody.")
    await tab.get_by_label("Business objective").fill("Sell to people who travel")
    await tab.get_by_label("User need").fill("Sleep on the way")

    await tab.get_by_role("button", name="Start the launch").click()
    await expect(tab.get_by_role("alert")).to_contain_text("Nothing was started.")
    await expect(tab.get_by_label("Owner")).to_be_focused()
    await tab.get_by_label("Owner").fill("otto")
    await expect(pane).not_to_contain_text("There is no person")
    await tab.get_by_role("button", name="Start the launch").click()
    await expect(tab.locator(".toast")).to_contain_text("Started")
    await expect(tab.get_by_role("heading", name="Night trains")).to_be_visible()


async def test_the_form_is_accessible_and_fits(shown: Served) -> None:
    """Axe finds nothing, in the light with a plan and in the dark without one; nothing scrolls sideways at 320."""
    await shown.api.launch(title="Night trains", owner="dora")
    query = "owner=dora&title=Night+trains&target_date=2020-01-01"
    found = {}
    tab = await shown.by("pia", "/launches")
    for path in (f"/launches/new?playbook=pilot&{query}", "/launches/new?playbook=pilot&prefix=1&owner=nobody"):
        await tab.goto(path)
        found[path] = await violations(tab)
        await tab.emulate_media(color_scheme="dark")
    await tab.set_viewport_size({"width": 320, "height": 640})
    wide = await tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    assert {where: wrong for where, wrong in found.items() if wrong} == {}
    assert wide <= 0


async def test_a_launch_is_started_without_scripts(shown: Served) -> None:
    """Enter shows what it takes, and starts nothing; the button starts it."""
    tab = await shown.by("pia", "/launches/new?playbook=pilot", java_script_enabled=False)
    await tab.get_by_label("Title").fill("By hand")
    await tab.get_by_label("Product", exact=True).fill("Borealis")
    await tab.get_by_label("Business objective").fill("Sell to people who travel")
    await tab.get_by_label("User need").fill("Sleep on the way")
    await tab.get_by_label("Title").press("Enter")

    await expect(tab.get_by_role("region", name="What it takes")).to_contain_text("begin with BOR")
    await expect(tab.get_by_label("User need")).to_have_value("Sleep on the way")
    assert (await shown.api.get("pia", "/launches", q="by hand"))["items"] == []
    await tab.get_by_role("button", name="Start the launch").click()
    await expect(tab.get_by_role("heading", name="By hand")).to_be_visible()
    assert len((await shown.api.get("pia", "/launches", q="by hand"))["items"]) == 1
