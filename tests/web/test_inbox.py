"""The inbox as a page: enough to decide on, and to act from."""

from urllib.parse import parse_qs, urlsplit

from store.records import Organisation, Person
from tests.web.driver import Page, Site


async def test_a_card_is_enough_to_decide_on(site: Site) -> None:
    """U3: what, who asked, due, impact, evidence, who is left, and why it waits; one link to the full record."""
    key = await site.api.launch()
    gate = await site.api.build(key)
    await site.api.do(
        "pia",
        f"/launches/{key}/evidence",
        201,
        type="user_feedback",
        title="Beta without complaints",
        source="https://example.com/beta",
        strength=4,
        observed_at="2026-11-20T10:00:00Z",
        supports=True,
    )

    page = await (await site.by("quin")).get(f"/?launch={key}")

    for said in ("Vote", "Offline mode", key, "Pia asks", "Medium launch", "1 for", "Left: ", "has not voted"):
        assert said in page.text
    assert '<time datetime="' in page.html
    assert f"/gates/{gate}" in page.links


async def test_a_vote_from_the_inbox_counts_and_the_next_entry_is_open(site: Site) -> None:
    """The same use case as the API's, and no looking for what comes next."""
    first = await site.api.build(await site.api.launch(product="Triage"))
    quin = await site.by("quin")
    opened = await quin.get(f"/?act=vote&launch={first.split('.')[0]}")

    reply = await quin.send(opened, f"/gates/{first}/votes", choice="approve", rationale="It works")

    assert [vote["voter"] for vote in (await site.api.get("quin", f"/gates/{first}"))["votes"]] == ["quin"]
    query = parse_qs(urlsplit(reply.headers["location"]).query)
    assert (query["did"], query["on"]) == (["approved"], [first])
    after = await quin.get(reply.headers["location"])
    assert "Approved" in after.text
    assert f"/gates/{first}/votes/revoke" in [form.action for form in after.forms]


async def test_acting_opens_the_entry_that_follows_in_the_same_list(site: Site) -> None:
    """With the filters of the address kept."""
    for _ in range(2):
        await site.api.launch(product="Queue")
    otto = await site.by("otto")
    page = await otto.get("/?act=task&q=describe")
    action = next(form.action for form in page.forms if form.action.endswith("/complete"))

    reply = await otto.send(page, action, note="Written down")

    query = parse_qs(urlsplit(reply.headers["location"]).query)
    assert (query["act"], query["q"], query["did"]) == (["task"], ["describe"], ["completed"])
    assert query["open"][0].partition(":")[0] != action.split("/")[2]


async def test_filters_live_in_the_address(site: Site) -> None:
    """U2: reloaded or shared, the list is the same; what makes no sense there is left out."""
    key = await site.api.launch(title="Needle in a stack")
    otto = await site.by("otto")

    first, again = [await otto.get("/?q=needle&scope=groups&order=priority&nonsense=1") for _ in range(2)]

    assert _cards(first) == _cards(again)
    assert all(key in card for card in _cards(first))
    assert _cards(first)
    assert (await otto.get("/?q=nosuchword")).text.count("Nothing fits") == 1


async def test_snoozing_hides_and_comes_back(site: Site) -> None:
    """U2: out of sight until then, under Snoozed meanwhile, and back by one act."""
    key = await site.api.launch()
    task, otto = f"{key}.describe", await site.by("otto")
    page = await otto.get(f"/?launch={key}")

    reply = await otto.send(page, f"/items/{task}/snooze", until="tomorrow")

    after = await otto.get(reply.headers["location"])
    assert not any("Describe" in card for card in _cards(after))
    assert any(task in card for card in _cards(await otto.get(f"/?launch={key}&snoozed=only")))
    await otto.send(after, f"/items/{task}/unsnooze")
    assert any(task in card for card in _cards(await otto.get(f"/?launch={key}")))


async def test_an_empty_inbox_says_what_will_appear(site: Site) -> None:
    """And a list that nothing fits how to see more."""
    await site.api.slipway.people.load_organisation(Organisation(people=(Person("ned", "Ned", "ned@example.com"),)))
    site.api.tokens["ned"] = (await site.api.slipway.tokens.issue("ned", "test")).plaintext
    ned = await site.by("ned")

    assert "All clear" in (await ned.get("/")).text
    assert "Nothing fits" in (await ned.get("/?act=review")).text


def _cards(page: Page) -> list[str]:
    return [link for link in page.links if "open=" in link]
