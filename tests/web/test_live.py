"""Open pages hear that something changed, and show it, without taking anything from whoever is at work on them."""

import asyncio
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from playwright.async_api import expect
from sqlalchemy import select, update

from service.lookout import MOST_OF_SESSION
from service.sessions import IDLE
from store.tables import sessions
from tests.support.eventually import eventually
from tests.web.browser import Served, violations
from tests.web.driver import Site, Visitor


async def _stream(site: Site, visitor: Visitor, path: str) -> "asyncio.Task[httpx.Response]":
    """A stream that somebody listens to; it is answered when it ends."""
    before = len(site.api.slipway.lookout.listeners)
    task = asyncio.create_task(visitor.http.get(path))

    async def listening() -> bool:
        assert not task.done(), task.result().text
        return len(site.api.slipway.lookout.listeners) > before

    await eventually(listening)
    return task


async def test_a_stream_says_what_moved_and_ends_with_its_session(site: Site) -> None:
    """Only that, and how far; nobody is told after signing out."""
    key, other = await site.api.launch(), await site.api.launch()
    quin = await site.by("quin")
    page = await quin.get("/")
    stream = await _stream(site, quin, f"/changes?of={key}:1")

    gate = await site.api.build(key)
    await site.api.build(other)
    end: int = (await site.api.get("quin", f"/launches/{key}"))["seq"]

    async def told() -> bool:
        listener = site.api.slipway.lookout.listeners[0]
        return bool(listener.told[key] == end)

    await eventually(told)
    await quin.send(page, "/sign-out")
    reply = await asyncio.wait_for(stream, 10)

    assert (reply.status_code, reply.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert reply.headers["cache-control"] == "no-store"
    assert "retry: " in reply.text
    assert f'"{key}": {end}' in reply.text
    assert "event: over" in reply.text
    assert other not in reply.text
    assert gate not in reply.text
    assert len(site.api.slipway.lookout.listeners) == 0

    async def resting() -> bool:
        return not site.api.slipway.lookout.looking

    await eventually(resting)
    assert (await quin.http.get("/changes")).status_code == 401


async def test_an_inbox_hears_of_what_waits_for_its_reader(site: Site) -> None:
    """Of launches it does not show yet as well, and of nothing that concerns others only."""
    vera, quin = await site.by("vera"), await site.by("quin")
    streams = [await _stream(site, one, "/changes?inbox=true") for one in (vera, quin)]

    gate = await site.api.build(await site.api.launch())
    listening = site.api.slipway.lookout.listeners
    theirs, others = (next(one for one in listening if f"person:{name}" in one.audiences) for name in ("quin", "vera"))
    key = gate.partition(".")[0]

    async def told() -> bool:
        return key in theirs.told

    await eventually(told)
    assert key not in others.told
    site.api.slipway.lookout.end_all()
    assert [(await asyncio.wait_for(one, 10)).status_code for one in streams] == [200, 200]


async def test_no_stream_spoils_the_others(site: Site) -> None:
    """What cannot be the key of anything is not asked for; what is asked for in bulk is."""
    quin = await site.by("quin")
    key = await site.api.launch()
    odd = await _stream(site, quin, f"/changes?of=%00:1&of=%ED%A0%80:1&of={key}:{'9' * 30}&of=;drop:1&of={key}:0")
    listener = site.api.slipway.lookout.listeners[0]
    listener.told.update({f"NONE-{number}": 1 for number in range(2500)})

    async def told() -> bool:
        return listener.told[key] > 0

    await eventually(told)
    site.api.slipway.lookout.end_all()
    await odd


async def test_a_page_that_loads_itself_keeps_no_session_alive(site: Site) -> None:
    """An empty chair is no reason not to end it; somebody who opens a page is."""
    vera = await site.by("vera")
    long_ago = datetime.now(UTC) - IDLE + timedelta(minutes=10)
    async with site.api.slipway.database.write() as conn:
        await conn.execute(update(sessions).where(sessions.c.person == "vera").values(seen_at=long_ago))

    async def seen() -> set[datetime]:
        async with site.api.slipway.database.read() as conn:
            return set(await conn.scalars(select(sessions.c.seen_at).where(sessions.c.person == "vera")))

    assert (await vera.http.get("/", headers={"Slipway-Refresh": ""})).status_code == 200
    stream = await _stream(site, vera, "/changes")
    site.api.slipway.lookout.end_all()
    await stream
    assert await seen() == {long_ago}
    await vera.get("/")
    assert await seen() != {long_ago}


async def test_streams_of_a_session_are_counted(site: Site) -> None:
    """A browser that asks for ever more is refused; what it has goes on."""
    quin = await site.by("quin")
    streams = [await _stream(site, quin, "/changes") for _ in range(MOST_OF_SESSION)]

    assert (await quin.http.get("/changes")).status_code == 409
    assert len(site.api.slipway.lookout.listeners) == MOST_OF_SESSION

    site.api.slipway.lookout.end_all()
    await asyncio.gather(*streams)


async def test_anothers_vote_appears_while_one_writes(shown: Served) -> None:
    """In the page of the gate and in the inbox, without a reload; words, caret and focus stay where they are."""
    gate = await shown.api.build(await shown.api.launch(title="Lively"))
    page, inbox = await shown.by("quin", f"/gates/{gate}"), await shown.by("quin", "/?q=lively")
    seat = page.locator(".ballot", has_text="Security lead")
    await expect(seat).to_contain_text("has not voted")
    await expect(inbox.locator(".card-open")).to_contain_text("Security Lead")
    rationale = page.get_by_label("Rationale")
    await rationale.fill("Half a sentence")
    await rationale.evaluate("field => field.setSelectionRange(4, 4)")

    await shown.api.do("sami", f"/gates/{gate}/votes", choice="approve", rationale="It works")

    await expect(seat).to_contain_text("has voted; sealed")
    await expect(inbox.locator(".card-open")).not_to_contain_text("Security Lead")
    await expect(rationale).to_have_value("Half a sentence")
    await expect(rationale).to_be_focused()
    assert await rationale.evaluate("field => [field.selectionStart, field.selectionEnd]") == [4, 4]
    await page.keyboard.type("!")
    await page.get_by_role("button", name="Approve").click()
    await expect(page.locator(".toast")).to_contain_text("Approved")
    votes = (await shown.api.get("quin", f"/gates/{gate}"))["votes"]
    assert {vote["rationale"] for vote in votes} == {"Half! a sentence", "It works"}


@pytest.mark.parametrize(
    ("view", "region"), [("", "Launches"), ("board", "Launches by stage"), ("timeline", "Launches in time")]
)
async def test_all_launches_are_kept_up_to_date(shown: Served, view: str, region: str) -> None:
    """In each view what somebody else does on one of them shows; filters that were opened stay open."""
    title = f"Everybody sees {region}"
    key = await shown.api.launch(title=title)
    tab = await shown.by("quin", f"/launches?q={key.lower()}&view={view}")
    all_of_them = tab.get_by_role("region", name=region, exact=True)
    await expect(all_of_them).to_contain_text(title)
    await expect(all_of_them).not_to_contain_text("On hold")
    await tab.get_by_text("Filters", exact=True).click()

    await shown.api.do("pia", f"/launches/{key}/hold", reason="The lawyers are away")

    await expect(all_of_them).to_contain_text("On hold")
    await expect(tab.get_by_label("State")).to_be_visible()


async def test_a_page_that_is_in_use_asks_first(shown: Served) -> None:
    """While a dialog is open it says that something changed, and waits. What is open or typed stays, session or not."""
    key = await shown.api.launch(title="Patience")
    tab = await shown.by("pia", f"/launches/{key}")
    await tab.get_by_text("Put it on hold").click()
    await tab.keyboard.press("?")
    await tab.get_by_role("dialog", name="Keys").wait_for()

    await shown.api.do("otto", f"/tasks/{key}.describe/claim")

    await expect(tab.locator("#news")).to_contain_text("Something changed here", timeout=15_000)
    assert await violations(tab) == []
    lane = tab.locator(".lane", has_text="Describe it")
    await expect(lane).not_to_contain_text("Otto")
    await tab.get_by_role("dialog", name="Keys").get_by_role("button", name="Close").click()
    await expect(lane).to_contain_text("Otto")
    await expect(tab.locator("#news")).to_be_empty()
    await expect(tab.get_by_label("Reason")).to_be_visible()

    await tab.get_by_label("Reason").fill("Waiting for the lawyers")
    await shown.api.slipway.sessions.end_all("pia")
    await expect(tab.locator("#news")).to_contain_text("Your session is over")
    await expect(tab.get_by_label("Reason")).to_have_value("Waiting for the lawyers")
    await tab.get_by_role("link", name="Sign in").click()
    await expect(tab.get_by_label("Token")).to_be_attached()
    assert tab.url.endswith(f"/sign-in?then=%2Flaunches%2F{key}")


async def test_what_one_gives_ones_word_on_is_not_changed_under_the_pen(shown: Served) -> None:
    """Somebody who writes about a gate is asked before it is shown as another one; their words stay."""
    gate = await shown.api.build(await shown.api.launch(title="Pen"))
    tab = await shown.by("quin", f"/gates/{gate}")
    rationale = tab.get_by_label("Rationale")
    await rationale.fill("On what I saw")
    subject = await tab.locator("input[name=subject]").first.input_value()

    found = {"type": "user_feedback", "title": "They cannot log in", "source": "calls", "strength": 4}
    observed = {"observed_at": "2026-01-01T00:00:00Z", "supports": False}
    await shown.api.do("lena", f"/launches/{gate.partition('.')[0]}/evidence", 201, **found, **observed)

    await expect(tab.locator("#news")).to_contain_text("Something changed here")
    assert await tab.locator("input[name=subject]").first.input_value() == subject
    await tab.get_by_role("button", name="Show it").click()
    await expect(tab.locator(".evidences")).to_contain_text("They cannot log in")
    await expect(rationale).to_have_value("On what I saw")
    assert await tab.locator("input[name=subject]").first.input_value() != subject
