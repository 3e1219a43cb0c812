"""All launches: as a table, by stage, in time."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from service.portfolio import Portfolio
from tests.web.driver import Site
from web.portfolio import Asked


def some_day(days: int) -> str:
    """A date to come."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("view", ["table", "board", "timeline"])
async def test_each_view_says_how_launches_are(site: Site, view: str) -> None:
    """U13: health with its reason, where each stands, on whom it waits, whose it is, how far, until when."""
    calm = await site.api.launch(title="Calm", target_date=some_day(90))
    await site.api.do("otto", f"/tasks/{calm}.describe/complete", note="described")
    await site.api.launch(title="Hasty", target_date=some_day(1))
    page = await (await site.by("dora")).get(f"/launches?view={view}")

    assert page.links.count(f"/launches/{calm}") == (2 if view == "timeline" else 1), "also in the table below"
    for words in ("Calm", "Hasty", "On track", "At risk", "is missed", "1 of 3"):
        assert words in page.text, words
    if view != "timeline":
        assert "Waiting on" in page.text
        assert "Engineering" in page.text
        assert "Pia" in page.text
        assert "Build" in page.text
    else:
        assert "Today" in page.html
        assert page.html.count('class="tl-over"') >= 2, "drawn, and explained"
    assert page.inline == []


async def test_filters_stay_from_view_to_view(site: Site) -> None:
    """They stand in the address, and each narrows what every view shows."""
    harbour = await site.api.launch(title="Harbour", product="Port", target_date=some_day(90))
    await site.api.launch(title="Lantern", product="Light", target_date=some_day(90))
    pia = await site.by("pia")

    for view in ("table", "board", "timeline"):
        page = await pia.get(f"/launches?view={view}&product=Port&q=harb&health=on_track&owner=pia&stage=build&tier=T2")
        assert f"/launches/{harbour}" in page.links
        assert "Lantern" not in page.text
        tabs = [parse_qs(urlsplit(link).query) for link in page.links if link.startswith("/launches?")]
        assert {tab.get("view", ["table"])[0] for tab in tabs if "product" in tab} >= {"table", "board", "timeline"}
        assert page.form("/launches").fields["product"] == "Port"
    assert "Nothing fits" in (await pia.get("/launches?product=Nothing+like+it")).text
    assert "Harbour" in (await pia.get("/launches?state=nonsense&health=nonsense&view=nonsense")).text


async def test_what_is_to_be_ready_first_comes_first(site: Site) -> None:
    """When asked for by target; else what changed last."""
    far = await site.api.launch(title="Far", target_date=some_day(80))
    near = await site.api.launch(title="Near", target_date=some_day(20))
    await site.api.do("otto", f"/tasks/{far}.describe/complete", note="changed")
    pia = await site.by("pia")

    for order, first in (("", far), ("target", near)):
        links = (await pia.get(f"/launches?order={order}")).links
        assert next(link for link in links if link in {f"/launches/{far}", f"/launches/{near}"}) == f"/launches/{first}"
        listed = await site.api.get("pia", f"/launches?order={order or 'changed'}")
        assert next(one["key"] for one in listed["items"] if one["key"] in {far, near}) == first


async def test_the_board_shows_some_and_counts_the_rest(site: Site) -> None:
    """A launch stands in each stage that is under way; those that ended are there, where they did, when asked for."""
    keys = [await site.api.launch(title=f"Board {number}") for number in range(3)]
    await site.api.do("pia", f"/launches/{keys[0]}/cancel", reason="Not needed")
    portfolio: Portfolio = site.api.slipway.portfolio
    board = await portfolio.board(per_stage=1, q="board")
    ended = await portfolio.board(states=("cancelled",), q="board")

    assert [(one.stage, one.title, len(one.shown), one.more) for one in board.columns] == [("build", "Build", 1, 1)]
    assert (board.launches, board.whole) == (2, True)
    assert [(one.stage, [view.key for view in one.shown]) for one in ended.columns] == [("build", [keys[0]])]


async def test_launches_are_listed_by_health_product_and_playbook(site: Site) -> None:
    """The API has the filters of the pages."""
    key = await site.api.launch(product="Quay", target_date=some_day(1))
    for query in ("product=Quay", "health=at_risk", "playbook=pilot", "playbook=pilot@1"):
        assert key in [one["key"] for one in (await site.api.get("pia", f"/launches?{query}"))["items"]]
    assert (await site.api.get("pia", "/launches", playbook="pilot@2"))["items"] == []
    await site.api.get("pia", "/launches", expect=422, order="sideways")


def test_an_address_that_makes_no_sense_asks_for_everything() -> None:
    """What it says of that is left out, and what is usual is not written."""
    asked = Asked.of({"view": "sideways", "state": "afloat", "q": "  two   words ", "order": "changed", "tier": "T9"})

    assert (asked.query, asked.view, asked.narrowed) == ({"q": "two words"}, "table", True)
    assert asked.but(view="board", q="") == {"view": "board"}
