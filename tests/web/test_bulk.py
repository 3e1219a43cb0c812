"""Many entries of the inbox at once: the same rules as one by one, and a word about each that was refused."""

from urllib.parse import parse_qs, urlsplit

import httpx

from tests.api.test_delegations import end, hand_over
from tests.web.driver import Page, Site, Visitor


def boxes(page: Page) -> dict[str, str]:
    """The boxes of a list, all of them ticked."""
    found = {}
    for part in page.html.split('type="checkbox" form="bulk"')[1:]:
        name, value = (part.split(f'{it}="', 1)[1].split('"', 1)[0] for it in ("name", "value"))
        found[name] = value.replace("&#39;", "'").replace("&amp;", "&")
    return found


async def send(visitor: Visitor, page: Page, act: str, expect: int = 303, **fields: str) -> httpx.Response:
    """Do the same to all that a page shows."""
    return await visitor.send(page, "/bulk", expect, **boxes(page), act=act, **fields)


async def follow(visitor: Visitor, reply: httpx.Response) -> Page:
    """The page one is sent on to."""
    return await visitor.get(reply.headers["location"])


async def test_many_are_approved_at_once_and_taken_back_at_once(site: Site) -> None:
    """Each with the digest of what was shown; the toast says how many, and undoes all of them."""
    gates = [await site.api.build(await site.api.launch(title=f"Fleet {number}")) for number in range(3)]
    quin = await site.by("quin")
    page = await quin.get("/?act=vote&q=fleet")

    reply = await send(quin, page, "approve", note="Sailed all of them")

    query = parse_qs(urlsplit(reply.headers["location"]).query)
    assert (query["act"], query["q"], query["did"]) == (["vote"], ["fleet"], ["approved"])
    for gate in gates:
        shown = await site.api.get("quin", f"/gates/{gate}")
        (ballot,) = shown["votes"]
        assert (ballot["voter"], ballot["choice"], ballot["rationale"]) == ("quin", "approve", "Sailed all of them")
        assert any(f"{gate}|vote|qa_lead|{ballot['subject']}|" in box for box in boxes(page).values())
    after = await follow(quin, reply)
    assert "3 approved" in after.text
    undone = await quin.send(after, "/bulk/undo")
    assert "3 taken back" in (await follow(quin, undone)).text
    assert [(await site.api.get("quin", f"/gates/{gate}"))["votes"] for gate in gates] == [[], [], []]


async def test_what_is_refused_is_said_with_why_and_the_rest_is_done(site: Site) -> None:
    """A task that somebody else took meanwhile, by name; the others are claimed, and can be given back."""
    keys = [await site.api.launch(title=f"Convoy {number}") for number in range(3)]
    otto = await site.by("otto")
    page = await otto.get("/?q=convoy")
    await site.api.do("pia", f"/tasks/{keys[0]}.describe/claim")

    said = Page((await send(otto, page, "claim", 200)).text)

    assert "2 are yours now; 1 refused" in said.text
    assert "Pia has had this task since" in said.text
    assert f"/tasks/{keys[0]}.describe" in said.links
    holders = [(await site.api.get("pia", f"/tasks/{key}.describe"))["claimed_by"] for key in keys]
    assert holders == ["pia", "otto", "otto"]
    undone = await follow(otto, await otto.send(said, "/bulk/undo"))
    assert "2 given back" in undone.text


async def test_an_approval_in_bulk_is_of_what_was_shown(site: Site) -> None:
    """A gate that is about something else by now keeps its ballot, and says what changed."""
    same, other = [await site.api.build(await site.api.launch(title=f"Tide {number}")) for number in range(2)]
    quin = await site.by("quin")
    page = await quin.get("/?act=vote&q=tide")
    key = other.split(".")[0]
    new = {"type": "metric", "title": "Slower than before", "source": "https://example.com/m", "strength": 3}
    await site.api.do(
        "pia", f"/launches/{key}/evidence", 201, **new, observed_at="2026-11-20T10:00:00Z", supports=False
    )

    said = Page((await send(quin, page, "approve", 200)).text)

    assert "Approved; 1 refused" in said.text
    assert "What changed since you looked" in said.text
    votes = [(await site.api.get("quin", f"/gates/{gate}"))["votes"] for gate in (same, other)]
    assert [len(one) for one in votes] == [1, 0]


async def test_each_entry_says_what_fits_it(site: Site) -> None:
    """So that the bar offers what fits all; what is sent all the same is refused for what it does not fit."""
    key = await site.api.launch(title="Mixed crew")
    quin, otto = await site.by("quin"), await site.by("otto")
    gate = await site.api.build(await site.api.launch(title="Mixed crew too"))

    votes, tasks = await quin.get("/?act=vote&q=mixed"), await otto.get(f"/?launch={key}")
    said = Page((await send(quin, votes, "claim", 200)).text)

    assert 'data-fits="approve comment snooze"' in votes.html
    assert 'data-fits="complete claim comment snooze"' in tasks.html
    assert "1 refused" in said.text
    assert "nobody can claim it" in said.text
    assert (await site.api.get("quin", f"/gates/{gate}"))["votes"] == []
    await site.api.do("otto", f"/tasks/{key}.describe/claim")
    assert 'data-fits="complete comment snooze"' in (await otto.get(f"/?launch={key}")).html


async def test_tasks_are_done_commented_on_and_snoozed_together(site: Site) -> None:
    """A comment goes to each, once; what is snoozed comes back at once."""
    keys = [await site.api.launch(title=f"Dock {number}") for number in range(2)]
    otto = await site.by("otto")

    empty = await send(otto, await otto.get("/?q=dock"), "comment", 200)
    said = await send(otto, await otto.get("/?q=dock"), "comment", note="After lunch")
    snoozed = await follow(otto, await send(otto, await otto.get("/?q=dock"), "snooze", until="week"))
    away = await otto.get("/?q=dock")
    back = await follow(otto, await otto.send(snoozed, "/bulk/undo"))
    done = await send(otto, back, "complete", note="All ashore")

    assert "Write something first" in Page(empty.text).text
    assert "Said 2 times" in (await follow(otto, said)).text
    assert ("2 snoozed" in snoozed.text, "Nothing fits" in away.text) == (True, True)
    assert "2 are back in your inbox" in back.text
    assert "2 done" in (await follow(otto, done)).text
    for key in keys:
        task = await site.api.get("pia", f"/tasks/{key}.describe")
        comments = (await site.api.get("pia", f"/tasks/{key}.describe/comments"))["items"]
        assert (task["state"], task["note"]) == ("done", "All ashore")
        assert [one["text"] for one in comments] == ["After lunch"]


async def test_a_substitute_approves_many_for_somebody_else(site: Site) -> None:
    """On record with both names, and taken back for them, too; a delegation that ended is said to have."""
    gates = [await site.api.build(await site.api.launch(title=f"Relief crew {number}")) for number in range(2)]
    made = await hand_over(site.api, "quin", "lena")
    lena = await site.by("lena")

    page = await lena.get("/?act=vote&q=relief")
    after = await follow(lena, await send(lena, page, "approve"))
    ballots = [(await site.api.get("quin", f"/gates/{gate}"))["votes"] for gate in gates]
    undone = await follow(lena, await lena.send(after, "/bulk/undo"))
    await end(site.api, made, "quin")
    refused = Page((await send(lena, page, "approve", 200, key="again")).text)

    assert {(one["voter"], one["on_behalf_of"]) for some in ballots for one in some} == {("lena", "quin")}
    assert [len(some) for some in ballots] == [1, 1]
    assert "2 taken back" in undone.text
    assert "2 refused" in refused.text
    assert "does not stand in for" in refused.text


async def test_sending_many_twice_acts_once(site: Site) -> None:
    """A double click, or a reload of the page that says what was refused."""
    gates = [await site.api.build(await site.api.launch(title=f"Twin {number}")) for number in range(2)]
    quin = await site.by("quin")
    page = await quin.get("/?act=vote&q=twin")

    first, second = await send(quin, page, "approve"), await send(quin, page, "approve")

    assert first.headers["location"] == second.headers["location"]
    for gate in gates:
        events = (await site.api.get("pia", f"/launches/{gate.split('.')[0]}/events", limit=200))["items"]
        assert [one["action"] for one in events if one["actor"] == "quin"] == ["gate.voted"]


async def test_nothing_picked_or_nonsense_is_said_and_does_nothing(site: Site) -> None:
    """Also an act that there is none of, and a box that nobody drew."""
    await site.api.launch(title="Ballast")
    otto = await site.by("otto")
    page = await otto.get("/?q=ballast")

    for fields, words in (
        ({"act": "complete"}, "Pick something first"),
        ({"act": "decide", **boxes(page)}, "Choose what to do"),
        ({"act": "complete", "pick.0": "nix"}, "cannot be read"),
    ):
        assert words in Page((await otto.send(page, "/bulk", 422, **fields)).text).text
    assert (await otto.http.get("/bulk")).headers["location"] == "/"


async def test_all_of_a_page_are_selected_without_scripts(site: Site) -> None:
    """By a link."""
    for number in range(2):
        await site.api.launch(title=f"Anchor {number}")
    otto = await site.by("otto")
    page = await otto.get("/?q=anchor")

    link = next(link for link in page.links if "pick=all" in link)

    assert page.html.count(" checked>") == 0
    assert (await otto.get(link)).html.count(" checked>") == 2
