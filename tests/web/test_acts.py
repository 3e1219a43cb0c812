"""Acting from the pages: the same rules as through every door."""

import asyncio

import pytest

from domain.launch.state import Choice
from tests.api.test_task_work import WORK
from tests.web.driver import Page, Site


async def test_a_task_is_claimed_given_back_and_done(site: Site) -> None:
    """Each by a form, each undone or followed up from the page after it."""
    key = await site.api.launch()
    task, otto = f"{key}.describe", await site.by("otto")

    await otto.act(f"/tasks/{task}", f"/tasks/{task}/claim")
    assert (await site.api.get("pia", f"/tasks/{task}"))["claimed_by"] == "otto"
    await otto.act(f"/tasks/{task}", f"/tasks/{task}/unclaim")
    await otto.act(f"/tasks/{task}", f"/tasks/{task}/complete", note="As discussed")

    done = await site.api.get("pia", f"/tasks/{task}")
    assert (done["state"], done["done_by"], done["note"]) == ("done", "otto", "As discussed")


async def test_sending_a_form_twice_acts_once(site: Site) -> None:
    """A double click, or a reload after it."""
    key = await site.api.launch()
    otto = await site.by("otto")
    page = await otto.get(f"/tasks/{key}.describe")
    same = page.form(f"/tasks/{key}.describe/comments").fields

    for _ in range(2):
        await otto.send(page, f"/tasks/{key}.describe/comments", text="Only once", key=same["key"])

    said = (await site.api.get("pia", f"/tasks/{key}.describe/comments"))["items"]
    assert [one["text"] for one in said] == ["Only once"]


async def test_whoever_comes_second_reads_who_was_first(site: Site) -> None:
    """U6: calm, with a name and a time; nothing was changed."""
    gate = await site.api.build(await site.api.launch())
    await site.api.pass_votes(gate)
    dora, bo = await site.by("dora"), await site.by("bo")
    first, second = await dora.get(f"/gates/{gate}"), await bo.get(f"/gates/{gate}")
    await dora.send(first, f"/gates/{gate}/decision", decision="go", rationale="Ready")

    kill = {"decision": "kill", "rationale": "Stop it", "confirmation": gate.partition(".")[0]}
    reply = await bo.send(second, f"/gates/{gate}/decision", 409, **kill)

    said = Page(reply.text).text
    assert "Somebody was faster" in said
    assert "Approved by Dora at " in said
    assert "Yours did not count" in said


async def test_two_claims_at_once_have_one_holder(site: Site) -> None:
    """The other is told who."""
    key = await site.api.launch()
    task, people = f"{key}.describe", ("otto", "pia")
    browsers = [await site.by(person) for person in people]
    pages = [await browser.get(f"/tasks/{task}") for browser in browsers]

    replies = await asyncio.gather(
        *(
            browser.http.post(f"/tasks/{task}/claim", data=page.form(f"/tasks/{task}/claim").fields)
            for browser, page in zip(browsers, pages, strict=True)
        )
    )

    assert sorted(reply.status_code for reply in replies) == [303, 409]
    holder = (await site.api.get("pia", f"/tasks/{task}"))["claimed_by"]
    lost = next(reply for reply in replies if reply.status_code == 409)
    assert f"{holder.title()} has had this task since" in Page(lost.text).text


@pytest.mark.parametrize("choice", list(Choice))
async def test_nobody_votes_on_their_own_work(site: Site, choice: Choice) -> None:
    """R13 through the pages: no form is offered, and one that is made up is refused."""
    gate = await site.api.build(await site.api.launch())
    erin = await site.by("erin")
    page = await erin.get(f"/gates/{gate}")
    assert not [form for form in page.forms if form.action in {f"/gates/{gate}/votes", f"/gates/{gate}/decision"}]
    stolen = {"csrf": page.forms[0].fields["csrf"]}

    for action in ("votes", "decision"):
        fields = {**stolen, "choice": choice, "decision": "go", "rationale": "Mine", "seat": "qa_lead"}
        reply = await erin.http.post(f"/gates/{gate}/{action}", data=fields)
        assert reply.status_code in {403, 409, 422}

    shown = await site.api.get("pia", f"/gates/{gate}")
    assert (shown["votes"], shown["decision"]) == ([], None)


async def test_changes_are_not_requested_without_saying_which(site: Site) -> None:
    """Beside the field, in words."""
    gate = await site.api.build(await site.api.launch())
    quin = await site.by("quin")

    reply = await quin.act(f"/gates/{gate}", f"/gates/{gate}/votes", 422, choice="reject")

    assert "Say what has to change." in Page(reply.text).text
    assert (await site.api.get("quin", f"/gates/{gate}"))["votes"] == []


async def test_a_vote_on_what_has_changed_is_refused_with_what_changed(site: Site) -> None:
    """The digest on the page is what one agrees to."""
    gate = await site.api.build(await site.api.launch())
    quin = await site.by("quin")
    page = await quin.get(f"/gates/{gate}")
    await site.api.do(
        "pia",
        f"/launches/{gate.split('.')[0]}/evidence",
        201,
        type="user_feedback",
        title="Half of them gave up",
        source="https://example.com/beta",
        strength=4,
        observed_at="2026-11-20T10:00:00Z",
        supports=False,
    )

    reply = await quin.send(page, f"/gates/{gate}/votes", 409, choice="approve")

    assert "What changed" in Page(reply.text).text
    assert (await site.api.get("quin", f"/gates/{gate}"))["votes"] == []


async def test_ballots_stay_sealed_until_all_are_in(site: Site) -> None:
    """Then they are shown with their rationale."""
    gate = await site.api.build(await site.api.launch())
    await site.api.do("quin", f"/gates/{gate}/votes", choice="approve", rationale="Tested by hand")
    dora = await site.by("dora")

    before = await dora.get(f"/gates/{gate}")
    await site.api.do("sami", f"/gates/{gate}/votes", choice="approve", rationale="No finding")
    after = await dora.get(f"/gates/{gate}")

    assert "sealed" in before.text
    assert "Tested by hand" not in before.html
    assert "Tested by hand" in after.text


async def test_a_go_with_a_condition_blocks_the_later_gate(site: Site) -> None:
    """What, by whom, by when and before which gate; what is missing is named."""
    gate = await site.api.build(await site.api.launch())
    await site.api.pass_votes(gate)
    dora = await site.by("dora")
    page = await dora.get(f"/gates/{gate}")
    said = {"decision": "conditional_go", "rationale": "Good enough to go on", "condition_title": "Close the finding"}
    whole = {**said, "condition_department": "legal", "condition_owner": "lena", "condition_due_days": "3"}

    given = page.form(f"/gates/{gate}/decision").fields
    refused = await dora.http.post(f"/gates/{gate}/decision", data={**given, **said})
    await dora.http.post(f"/gates/{gate}/decision", data={**given, **whole})

    assert refused.status_code == 422
    assert "Condition department is empty" in Page(refused.text).text
    decision = (await site.api.get("pia", f"/gates/{gate}"))["decision"]
    assert (decision["kind"], len(decision["conditions"])) == ("conditional_go", 1)
    task = await site.api.get("pia", f"/tasks/{gate.split('.')[0]}.{decision['conditions'][0]}")
    assert (task["title"], task["department"], task["blocks_gate"]) == ("Close the finding", "legal", "G2")


async def test_what_is_optional_is_skipped_with_a_reason(site: Site) -> None:
    """By a form that other tasks do not have."""
    headers = {"Content-Type": "application/yaml"}
    published = await site.api.by("opal").post("/api/v1/playbooks", content=WORK, headers=headers)
    assert published.status_code == 201, published.text
    key = await site.api.launch(playbook="work")
    task, lena, otto = f"{key}.translate", await site.by("lena"), await site.by("otto")

    await lena.act(f"/tasks/{task}", f"/tasks/{task}/skip", rationale="Nobody reads it abroad")

    shown = await site.api.get("pia", f"/tasks/{task}")
    assert (shown["state"], shown["reason"]) == ("skipped", "Nobody reads it abroad")
    forms = [form.action for form in (await otto.get(f"/tasks/{key}.draw")).forms]
    assert f"/tasks/{key}.draw/complete" in forms
    assert f"/tasks/{key}.draw/skip" not in forms
