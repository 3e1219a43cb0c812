"""Saying something on the pages, and naming people in it."""

import pytest
from playwright.async_api import expect

from tests.web.browser import Served, violations
from tests.web.driver import Page, Site


@pytest.mark.parametrize("of", ["launches/{key}", "tasks/{key}.make", "gates/{key}.G1"])
async def test_everything_is_talked_about_on_its_page(site: Site, of: str) -> None:
    """Whoever is named is shown as a person; what names nobody stays as it was typed."""
    item = of.format(key=await site.api.launch())
    erin = await site.by("erin")

    await erin.act(f"/{item}", f"/{item}/comments", text="<i>Look</i>, @quin and @nobody; otto@pia")

    page = await (await site.by("lena")).get(f"/{item}")
    assert "<i>Look</i>, Quin and @nobody; otto@pia" in page.text
    assert '<span class="mentioned" title="@quin">Quin</span>' in page.html
    assert page.html.count('class="mentioned"') == 1
    reply = await erin.act(f"/{item}", f"/{item}/comments", 422, text=" ")
    assert "Write something first." in Page(reply.text).text


async def test_authors_take_their_own_comments_back(site: Site) -> None:
    """That there was one stays; nobody else is offered it."""
    key = await site.api.launch()
    said = (await site.api.do("erin", f"/tasks/{key}.make/comments", 201, text="Wrong number")).json()
    erin, otto = await site.by("erin"), await site.by("otto")
    action = f"/comments/{said['id']}/take-back"
    assert action not in [form.action for form in (await otto.get(f"/tasks/{key}.make")).forms]

    await erin.act(f"/tasks/{key}.make", action)

    page = await otto.get(f"/tasks/{key}.make")
    assert "Taken back by its author" in page.text
    assert "Wrong number" not in page.html


async def test_what_was_said_last_is_shown_and_all_of_it_is_a_click_away(site: Site) -> None:
    """A long talk does not hide its end."""
    key = await site.api.launch()
    for number in range(21):
        await site.api.do("erin", f"/launches/{key}/comments", 201, text=f"Remark {number:02}")
    otto = await site.by("otto")

    page = await otto.get(f"/launches/{key}")
    whole = await otto.get(f"/launches/{key}/comments")

    assert ("Remark 20" in page.text, "Remark 00" in page.text) == (True, False)
    assert f"/launches/{key}/comments" in page.links
    assert whole.text.index("Remark 00") < whole.text.index("Remark 20")


async def test_people_are_offered_by_the_beginning_of_a_word(site: Site) -> None:
    """Of their name, however it is written; a few, and nobody for nothing."""
    otto = await site.by("otto")

    found = {words: (await otto.get(f"/people/named?q={words}")).text for words in ("ot", "OT", "Qui", "o", "%25", "")}

    assert found["ot"] == found["OT"] == "Otto @otto · Product"
    assert "Quin @quin" in found["Qui"]
    assert [name in found["o"] for name in ("Olga", "Opal", "Otto", "Quin")] == [True, True, True, False]
    assert (found["%25"], found[""]) == ("", "")


async def test_people_are_named_as_one_types(shown: Served) -> None:
    """A list after an `@`: arrows, Enter, Tab and Escape; no key of the page fires, and the draft is kept."""
    key = await shown.api.launch(title="Named")
    tab = await shown.by("erin", f"/tasks/{key}.make")
    field, people = tab.get_by_label("Comment"), tab.get_by_role("listbox", name="People")
    options = people.get_by_role("option")

    await field.press_sequentially("Hello @o")
    await expect(options).to_have_count(3)
    await expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    assert await violations(tab) == []
    await field.press("ArrowDown")
    await field.press("ArrowDown")
    await expect(options.nth(2)).to_have_attribute("aria-selected", "true")
    assert await field.get_attribute("aria-activedescendant") == await options.nth(2).get_attribute("id")
    await field.press("Enter")
    await expect(field).to_have_value("Hello @otto ")
    await expect(options).to_have_count(0)

    await field.press_sequentially("and @qu")
    await expect(options).to_have_count(1)
    await field.press("Escape")
    await expect(people).to_be_hidden()
    await expect(field).to_be_focused()
    await field.press_sequentially("i")
    await expect(options).to_have_count(1)
    await field.press("Tab")
    await expect(field).to_have_value("Hello @otto and @quin ")
    await tab.reload()
    await expect(field).to_have_value("Hello @otto and @quin ")
    await tab.get_by_role("button", name="Comment").click()
    await expect(tab.locator(".mentioned")).to_have_text(["Otto", "Quin"])
    assert await violations(tab) == []
