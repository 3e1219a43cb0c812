"""Steering a launch from its page: change it as it was shown, hand it over, cancel it; and what it keeps on record."""

from typing import Any

import pytest

from tests.api.changing import at_first_gate, past_first_gate
from tests.api.test_overrides import BOLD, WHY, at_gate
from tests.web.driver import Page, Site

NEEDED = {"objective", "user_need", "title", "owner", "tier", "priority"}


async def test_a_change_is_shown_before_it_is_made(pages: Site) -> None:
    """Voided words, dates and facts first; then exactly that, and it stands on the launch's page."""
    key, gate = await at_first_gate(pages.api)
    await pages.api.pass_votes(gate)
    pia, where = await pages.by("pia"), f"/launches/{key}/change"
    assert where in (await pia.get(f"/launches/{key}")).links
    page = await pia.get(where)
    assert NEEDED.issubset(page.form(where).fields)
    new = {"scope": "Only Europe", "target_date": "2031-01-01", "answer.price": "12", "reason": "The market moved"}

    shown = Page((await pia.send(page, where, 200, act="preview", **new)).text)
    assert "What this change would do" in shown.text
    assert "The word of Legal at Is it good enough? is void, and asked for again." in shown.text
    assert (await pages.api.get("pia", f"/launches/{key}"))["changes"] == []
    made = await pia.send(shown, where, act="make")

    assert made.headers["location"] == f"/launches/{key}?did=changed&on={key}"
    launch = await pages.api.get("pia", f"/launches/{key}")
    (change,) = launch["changes"]
    assert (launch["scope"], launch["target_date"], launch["facts"]["price"]) == ("Only Europe", "2031-01-01", 12)
    assert set(change["fields"]) == {"scope", "target_date", "fact:price"}
    assert "Pia changed scope, target date, price" in (await pia.get(f"/launches/{key}")).text


async def test_a_change_that_would_do_more_by_now_is_shown_again(pages: Site) -> None:
    """Nothing typed is lost, nothing is made; what is refused stands beside its field."""
    key, gate = await at_first_gate(pages.api)
    pia, where = await pages.by("pia"), f"/launches/{key}/change"
    first = await pia.get(where)
    shown = Page((await pia.send(first, where, 200, act="preview", **{"answer.price": "12"})).text)
    unsaid = Page((await pia.send(shown, where, 422, act="make")).text)
    assert "Say why." in unsaid.text
    assert unsaid.form(where).fields["answer.price"] == "12"
    await pages.api.do("lena", f"/gates/{gate}/attestations", department="legal", ready=True)

    again = await pia.send(unsaid, where, 409, act="make", reason="The market moved")

    said = Page(again.text)
    assert "The word of Legal" in said.text
    assert said.form(where).fields["reason"] == "The market moved"
    assert (await pages.api.get("pia", f"/launches/{key}"))["changes"] == []
    await pia.send(said, where, act="make")
    assert len((await pages.api.get("pia", f"/launches/{key}"))["changes"]) == 1


async def test_what_somebody_else_changed_since_stays_changed(pages: Site) -> None:
    """Only what was typed anew is sent; handing over is one of it, and the new owner steers."""
    key, _ = await at_first_gate(pages.api)
    pia, where = await pages.by("pia"), f"/launches/{key}/change"
    stale = await pia.get(where)
    bo = await pages.by("bo")
    other = Page((await bo.act(where, where, 200, act="preview", title="Borealis", reason="A better name")).text)
    await bo.send(other, where, act="make")

    shown = Page((await pia.send(stale, where, 200, act="preview", owner="otto", reason="I move on")).text)
    assert "Owner: Pia Otto" in shown.text
    await pia.send(shown, where, act="make")

    launch = await pages.api.get("pia", f"/launches/{key}")
    assert (launch["title"], launch["owner"]) == ("Borealis", "otto")
    assert where in (await (await pages.by("otto")).get(f"/launches/{key}")).links


async def test_whoever_does_not_steer_sees_what_a_change_would_do_and_makes_none(pages: Site) -> None:
    """No button is shown, and a form that is made up is refused with words."""
    key, _ = await at_first_gate(pages.api)
    quin, where = await pages.by("quin"), f"/launches/{key}/change"
    page = await quin.get(f"/launches/{key}")
    assert f"/launches/{key}/cancel" not in page.links
    assert f"/launches/{key}/hold" not in [form.action for form in page.forms]
    shown = Page((await quin.act(where, where, 200, act="preview", scope="Only Europe")).text)
    assert ("act", "make") not in shown.form(where).buttons

    refused = await quin.send(shown, where, 403, act="make", reason="Because")
    cancelled = await quin.act(f"/launches/{key}/cancel", f"/launches/{key}/cancel", 403, reason="No", confirmation=key)

    assert "Only pia, who owns" in Page(refused.text).text
    assert "Only pia, who owns" in Page(cancelled.text).text
    launch = await pages.api.get("pia", f"/launches/{key}")
    assert (launch["changes"], launch["state"]) == ([], "running")


async def test_cancelling_takes_the_key_of_the_launch_and_a_reason(pages: Site) -> None:
    """Held against each other by the server; what was typed stays."""
    key = await pages.api.launch()
    pia, where = await pages.by("pia"), f"/launches/{key}/cancel"
    page = await pia.get(where)

    unnamed = Page((await pia.send(page, where, 422, reason="Nobody wants it", confirmation="AUR-0")).text)
    assert f"Type {key}, so that it is this launch you mean." in unnamed.text
    assert unnamed.form(where).fields["reason"] == "Nobody wants it"
    silent = await pia.send(page, where, 422, confirmation=key)
    assert "Say why." in Page(silent.text).text
    await pia.send(unnamed, where, confirmation=key.lower())

    launch = await pages.api.get("pia", f"/launches/{key}")
    assert (launch["state"], launch["reason"]) == ("cancelled", "Nobody wants it")
    late = await pia.send(page, where, 409, reason="Again", confirmation=key)
    words = (" and cannot be cancelled", "; nothing more can be done on it")  # before and after its workflow is over
    assert any(f"{key} is cancelled{said}" in Page(late.text).text for said in words)


async def test_a_hold_is_undone_from_the_toast(pages: Site) -> None:
    """It can be undone, so nothing is asked twice."""
    key = await pages.api.launch()
    pia = await pages.by("pia")

    held = await pia.act(f"/launches/{key}", f"/launches/{key}/hold", reason="Wait for the law")
    assert (await pages.api.get("pia", f"/launches/{key}"))["state"] == "held"
    await pia.act(held.headers["location"], f"/launches/{key}/resume")

    assert (await pages.api.get("pia", f"/launches/{key}"))["state"] == "running"


@pytest.fixture
async def bold(pages: Site) -> Site:
    """Pages over launches whose gates can be failed."""
    headers = {"Content-Type": "application/yaml"}
    published = await pages.api.by("opal").post("/api/v1/playbooks", content=BOLD, headers=headers)
    assert published.status_code in {200, 201}, published.text
    return pages


async def test_every_decision_stands_on_the_launch_with_who_was_against_it(bold: Site) -> None:
    """An override by two, its reasons, the dissent, and the condition it brought, until that is met."""
    gate = await at_gate(bold.api, choice="reject")
    key = gate.partition(".")[0]
    condition = {"title": "Guide", "department": "product", "owner": "otto", "before_gate": "G2", "due_days": 3}
    go: dict[str, Any] = {"decision": "conditional_go", "rationale": WHY, "override": True, "conditions": [condition]}
    await bold.api.do("dora", f"/gates/{gate}/decision", **go)
    pia = await bold.by("pia")
    proposed = (await pia.get(f"/launches/{key}")).text
    assert "Go, with conditions proposed at Is it good enough? by Dora" in proposed
    await bold.api.do("vera", f"/gates/{gate}/proposal/confirm", rationale="It is worth it")

    page = (await pia.get(f"/launches/{key}")).text
    assert "Go, with conditions at Is it good enough? by Dora" in page
    assert "Override" in page
    assert "Vera confirmed it: “It is worth it”" in page
    assert "Voted otherwise: Quin (“As I see it”), Sami (“As I see it”)" in page
    assert "To be met: Guide Product Otto" in page
    assert "Blocks Is it done? until it is met" in page
    await bold.api.do("otto", f"/tasks/{key}.C1/complete", note="Written")
    assert "Met: Guide Product Otto" in (await pia.get(f"/launches/{key}")).text


async def test_a_go_takes_over_what_changed_after_an_earlier_gate(pages: Site) -> None:
    """The decider of the next gate is shown what that gate never saw, and says so or may not go."""
    key, gate = await past_first_gate(pages.api)
    pia, where = await pages.by("pia"), f"/launches/{key}/change"
    shown = Page((await pia.act(where, where, 200, act="preview", reason="Dearer", **{"answer.price": "12"})).text)
    await pia.send(shown, where, act="make")
    assert "passed before price changed" in (await pia.get(f"/launches/{key}")).text
    for task in (await pages.api.get("pia", f"/launches/{key}/tasks"))["items"]:
        if task["state"] == "open":
            await pages.api.do("emil", f"/tasks/{task['id']}/complete", note="Done")
    dora = await pages.by("dora")
    page = await dora.get(f"/gates/{gate}")
    assert "I take over R1, which came after “Is it good enough?” had passed" in page.text

    refused = await dora.send(page, f"/gates/{gate}/decision", 409, decision="go", rationale="Fine")
    assert "acknowledge R1" in Page(refused.text).text
    go: dict[str, Any] = {"decision": "go", "rationale": "Fine with the price", "acknowledge.R1": "true"}
    await dora.send(page, f"/gates/{gate}/decision", **go)

    assert (await pages.api.get("pia", f"/gates/{gate}"))["decision"]["acknowledged"] == ["R1"]
    assert "Took over R1." in (await pia.get(f"/launches/{key}")).text
