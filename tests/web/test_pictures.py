"""The pictures of a launch: its timeline, its burn-up, and the sentence above them."""

from datetime import UTC, date, datetime, timedelta

from playwright.async_api import expect

from service.burn_up import BurnUp, Point
from tests.web.browser import Served, violations
from tests.web.driver import Site
from web.burn_up import lines
from web.timeline import Scale, ticks


def some_day(days: int) -> str:
    """A date to come."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


async def test_the_timeline_and_its_table_say_the_same(site: Site) -> None:
    """U13: every stage, task and gate, with planned, actual and expected days, slack and the critical path."""
    key = await site.api.launch(target_date=some_day(60), title="Drawn")
    await site.api.do("otto", f"/tasks/{key}.describe/complete", note="described")
    page = await (await site.by("pia")).get(f"/launches/{key}")
    figures = await site.api.get("pia", f"/launches/{key}/timeline")

    bars = [bar for stage in figures["stages"] for bar in stage["bars"]]
    for bar in bars:
        folder = "gates" if bar["kind"] == "gate" else "tasks"
        assert page.links.count(f"/{folder}/{bar['item']}") >= 2, "a row of the picture, and one of the table"
    assert page.text.count("On the critical path.") >= sum(bar["critical"] for bar in bars)
    assert "As a table" in page.text
    assert page.html.count('class="tl-done"') >= 1
    assert "The target date is" in page.text
    assert page.inline == []


async def test_the_sentence_says_for_whom_it_waits_and_what_is_left(site: Site) -> None:
    """Departments by their titles, since when, and business days of slack; or by how many it is too late."""
    calm, late = [await site.api.launch(target_date=some_day(days)) for days in (60, 1)]
    pia = await site.by("pia")
    slack = (await site.api.get("pia", f"/launches/{calm}/timeline"))["slack_days"]

    said = (await pia.get(f"/launches/{calm}")).text
    assert "Waiting on Product and Engineering since " in said
    assert f"; {slack:.0f} days of slack left." in said
    assert "too late for the target date." in (await pia.get(f"/launches/{late}")).text
    await site.api.do("pia", f"/launches/{calm}/hold", reason="Waiting for a patent")
    held = await pia.get(f"/launches/{calm}")
    assert "On hold: Waiting for a patent" in held.text
    assert 'class="tl-hold"' in held.html


async def test_work_done_is_drawn_against_all_there_is(site: Site) -> None:
    """U13: as lines and as a table."""
    key = await site.api.launch(target_date=some_day(60))
    await site.api.build(key)
    page = await (await site.by("pia")).get(f"/launches/{key}")

    assert "2 of 3 tasks are done." in page.text
    assert 'class="burn-done"' in page.html


def test_the_lines_of_a_burn_up() -> None:
    """From the first point to the target date or now, whichever is later; each day as it ended."""
    start = datetime(2026, 3, 2, 12, tzinfo=UTC)
    points = (Point(start, 0, 4), Point(start + timedelta(days=5), 2, 4), Point(start + timedelta(days=5.2), 3, 5))
    found = lines(BurnUp(start + timedelta(days=10), date(2026, 3, 22), points), UTC)

    assert found is not None
    assert (found.done, found.scope, found.began, found.target, found.end) == (3, 5, 4, 100.0, 50.0)
    assert [(point.done, point.scope) for point in found.days] == [(0, 4), (3, 5)]
    assert found.done_path.endswith("H50.0")
    assert lines(BurnUp(start, None, ()), UTC) is None


def test_a_day_on_which_nobody_works_has_no_width() -> None:
    """Monday morning stands where Saturday does."""
    scale = Scale((date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 9), date(2026, 3, 10)), UTC)

    assert scale.at(datetime(2026, 3, 7, 15, tzinfo=UTC)) == scale.at(datetime(2026, 3, 9, tzinfo=UTC)) == 50
    assert scale.over(date(2026, 3, 10)) == 100
    assert scale.stretch(None, datetime(2026, 3, 9, tzinfo=UTC)) is None
    assert [tick.words for tick in ticks(scale)] == ["9 Mar"]


def test_dates_above_the_lanes_never_crowd() -> None:
    """Weeks, then months, then quarters."""
    start = date(2026, 3, 2)
    for days in (10, 80, 200, 700, 3000):
        scale = Scale(tuple(start + timedelta(days=ahead) for ahead in range(days)), UTC)
        assert 1 <= len(ticks(scale)) <= 12


async def test_a_timeline_in_a_browser(shown: Served) -> None:
    """U13: a row tells its dates to whoever comes to it by keyboard, leads on, and paper shows all that is folded."""
    key = await shown.api.launch(target_date=some_day(60), title="Looked at")
    tab = await shown.by("pia", f"/launches/{key}", viewport={"width": 360, "height": 800})
    row = tab.locator(f'.tl a[href="/tasks/{key}.make"]')

    await row.focus()
    await expect(row.locator(".tl-tip")).to_contain_text("On the critical path.")
    box = await row.locator(".tl-tip").bounding_box()
    assert box is not None
    assert box["width"] > 100, "in sight"
    await tab.keyboard.press("Escape")
    await expect(row.locator(".tl-tip")).to_be_hidden()
    await tab.locator("details.as-table > summary").first.click()
    await tab.locator(".tl-stage > summary").last.click()
    assert await violations(tab) == []
    await tab.locator(".tl-stage > summary").last.click()
    await tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    await expect(tab.locator("details[data-print]:not([open])")).to_have_count(0)
    await tab.evaluate("dispatchEvent(new Event('afterprint'))")
    await expect(tab.locator("details[data-print]:not([open])")).not_to_have_count(0)
    await row.press("Enter")
    await expect(tab.get_by_role("heading", name="Make it")).to_be_visible()
