"""One's own page: who stands in while one is away, what one is told of and when not."""

from datetime import UTC, datetime, timedelta

from tests.web.driver import Page, Site


async def test_somebody_stands_in_while_one_is_away(pages: Site) -> None:
    """Whole days; refused beside the field; ended by either, and undone from the toast."""
    emil, hand_over = await pages.by("emil"), "/me/delegations"
    today = datetime.now(UTC).date()
    last = (today + timedelta(days=6)).isoformat()
    page = await emil.get("/me")
    assert page.form(hand_over).fields["starts_at"] == today.isoformat()

    backwards = await emil.send(page, hand_over, 422, substitute="erin", ends_at=(today - timedelta(3)).isoformat())
    said = Page(backwards.text)
    assert "It must come after starts_at." in said.text
    assert said.form(hand_over).fields["substitute"] == "erin"
    made = await emil.send(said, hand_over, ends_at=last, reason="A week at sea")

    (given,) = (await pages.api.get("emil", "/delegations"))["items"]
    assert (given["substitute"], given["reason"]) == ("erin", "A week at sea")
    assert given["ends_at"] == f"{today + timedelta(days=7)}T00:00:00Z", "the whole of the last day"
    erin = await pages.by("erin")
    assert "You stand in for Emil now" in (await erin.get("/me")).text
    after = await emil.get(made.headers["location"])
    assert "Erin stands in for you now" in after.text
    undo = [form.action for form in after.forms if form.action.endswith("/end")]
    await emil.send(after, undo[-1])
    assert "Nobody stands in for you" in (await erin.get("/me")).text
    stranger = await pages.by("lena")
    csrf = (await stranger.get("/me")).forms[0].fields["csrf"]
    assert (await stranger.http.post(undo[-1], data={"csrf": csrf})).status_code == 404


async def test_what_one_is_told_is_chosen_as_a_whole(pages: Site) -> None:
    """By event and channel; quiet hours have both ends or none."""
    sami, where = await pages.by("sami"), "/me/notifications"
    chosen = {"tell.task.slack": "true", "tell.mention.email": "true", "urgent_anyway": "true"}

    half = await sami.act("/me", where, 422, quiet_from="19:00", **{"tell.task.slack": "true"})
    assert "Give both, such as 19:00 and 08:00." in Page(half.text).text
    for day in ("sat", "sun"):
        chosen[f"quiet.{day}"] = "true"
    page = await sami.get("/me")
    fields = {**page.form(where).fields, **chosen, "quiet_from": "19:00", "quiet_until": "08:00"}
    assert (await sami.http.post(where, data=fields)).status_code == 303

    now = await pages.api.get("sami", "/me/notification-preferences")
    assert {kind: ways for kind, ways in now["kinds"].items() if ways} == {"task": ["slack"], "mention": ["email"]}
    assert now["quiet_hours"] == {"from": "19:00", "until": "08:00", "weekdays": ["sat", "sun"]}
    assert now["urgent_anyway"]
