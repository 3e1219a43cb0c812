"""Several people at once, each in a browser of their own."""

import asyncio

from playwright.async_api import Page as Tab
from playwright.async_api import expect

from tests.web.browser import Served


async def test_six_people_take_a_launch_from_idea_to_the_end(shown: Served) -> None:
    """Every task, attestation, vote and decision through the pages; each finds their part in their own inbox."""
    key = await shown.api.launch(title="Regatta")
    tabs = {name: await shown.by(name) for name in ("otto", "erin", "lena", "quin", "sami", "dora")}

    async def part(name: str, title: str, button: str, said: str, words: str = "") -> None:
        tab = tabs[name]
        await tab.goto("/?q=regatta")
        await tab.locator("[data-card]", has_text=title).first.click()
        await tab.wait_for_url("**open=**")
        await expect(tab.locator(".item-head")).to_contain_text(title)
        if words:
            await tab.locator(".act").get_by_label("Rationale").fill(words)
        await tab.locator(".act").get_by_role("button", name=button, exact=True).click()
        await expect(tab.locator(".toast")).to_contain_text(said)

    await part("otto", "Describe it", "Done", "Done")
    await part("erin", "Make it", "Done", "Done")
    await part("lena", "Is it good enough?", "Ready", "Attested")
    await part("quin", "Is it good enough?", "Approve", "Approved", "Every case passes")
    await part("sami", "Is it good enough?", "Approve", "Approved")
    await part("dora", "Is it good enough?", "Go", "Decided", "Nothing stands against it")
    await part("erin", "Ship it", "Done", "Done")
    await part("dora", "Is it done?", "Go", "Decided", "Everyone has it")

    await tabs["otto"].goto(f"/launches/{key}")
    await expect(tabs["otto"].get_by_role("heading", name="Regatta")).to_be_visible()
    assert (await shown.api.get("pia", f"/launches/{key}"))["state"] == "finished"
    gate = await shown.api.get("pia", f"/gates/{key}.G1")
    assert (gate["decision"]["by"], {vote["voter"] for vote in gate["votes"]}) == ("dora", {"quin", "sami"})


async def test_two_people_click_at_once(shown: Served) -> None:
    """U6: one has it, the other reads calmly who, and when."""
    key = await shown.api.launch(title="Collision")
    tabs = [await shown.by(name, f"/tasks/{key}.describe") for name in ("otto", "pia")]

    async def claim(tab: Tab) -> str:
        await tab.get_by_role("button", name="Claim").click()
        await expect(tab.locator(".toast, .problem")).to_be_visible()
        return await tab.locator(".toast, .problem").inner_text()

    said = await asyncio.gather(*(claim(tab) for tab in tabs))

    holder = (await shown.api.get("pia", f"/tasks/{key}.describe"))["claimed_by"]
    assert sorted("Yours now" in words for words in said) == [False, True]
    lost = next(words for words in said if "Yours now" not in words)
    assert f"{holder.title()} has had this task since" in lost
