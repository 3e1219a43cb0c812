"""At a gate, beyond what the inbox asks for: waive, override, break the glass, ask, take back. By several people."""

from typing import Any

import pytest

from tests.api.test_delegations import act, end, hand_over
from tests.api.test_overrides import BOLD, WHY, at_gate
from tests.web.driver import Page, Site


@pytest.fixture
async def bold(pages: Site) -> Site:
    """Pages over launches whose gates can be failed."""
    headers = {"Content-Type": "application/yaml"}
    published = await pages.api.by("opal").post("/api/v1/playbooks", content=BOLD, headers=headers)
    assert published.status_code in {200, 201}, published.text
    return pages


async def test_the_decider_waives_what_may_be_waived_for_a_time(bold: Site) -> None:
    """Only what fails is offered; it is shown with who, why and until when, and counts again afterwards."""
    gate = await at_gate(bold.api, reversible=False, harmless=False)
    dora, where = await bold.by("dora"), f"/gates/{gate}/waivers"
    links = (await dora.get(f"/gates/{gate}")).links
    assert f"{where}?criterion=reversible" in links
    assert f"{where}?criterion=harmless" not in links
    page = await dora.get(where)
    assert page.form(where).fields["criterion"] == "reversible", "the other one is never waived"

    wrong = Page((await dora.send(page, where, 422, rationale="We restore from backups", days="300")).text)
    assert "Give 1 to 250 business days." in wrong.text
    assert wrong.form(where).fields["rationale"] == "We restore from backups"
    await dora.send(wrong, where, days="3")

    (waiver,) = (await bold.api.get("dora", f"/gates/{gate}"))["waivers"]
    assert (waiver["criterion"], waiver["by"], waiver["rationale"]) == ("reversible", "dora", "We restore from backups")
    said = await (await bold.by("pia")).get(f"/gates/{gate}")
    assert "Dora waived it: “We restore from backups”" in said.text
    refused = await (await bold.by("quin")).act(where, where, 403, criterion="harmless", rationale="Oh", days="1")
    assert "waived by dir_pm" in Page(refused.text).text


async def test_an_override_takes_a_second_person_who_types_which_launch(bold: Site) -> None:
    """Proposed from the gate's page, taken back, proposed again, confirmed; nobody confirms their own."""
    gate = await at_gate(bold.api, reversible=False)
    key, decision = gate.partition(".")[0], f"/gates/{gate}/decision"
    dora, vera = await bold.by("dora"), await bold.by("vera")
    again: dict[str, Any] = {"decision": "go", "rationale": WHY, "override": "true"}
    await dora.act(f"/gates/{gate}", decision, **again)
    mine = await dora.get(f"/gates/{gate}")
    assert "Go against what stands, proposed by Dora" in mine.text
    own = {"csrf": mine.form(f"/gates/{gate}/proposal/withdraw").fields["csrf"], "confirmation": key, "rationale": WHY}
    assert (await dora.http.post(f"/gates/{gate}/proposal/confirm", data=own)).status_code == 403
    await dora.send(mine, f"/gates/{gate}/proposal/withdraw", rationale="Not yet")
    assert "Go proposed by Dora, withdrawn" in (await vera.get(f"/gates/{gate}")).text
    await dora.act(f"/gates/{gate}", decision, **again)

    page = await vera.get(f"/gates/{gate}")
    unnamed = await vera.send(page, f"/gates/{gate}/proposal/confirm", 422, rationale="It is worth it")
    assert f"Type {key} to go on." in Page(unnamed.text).text
    await vera.send(page, f"/gates/{gate}/proposal/confirm", rationale="It is worth it", confirmation=key)

    decided = (await bold.api.get("pia", f"/gates/{gate}"))["decision"]
    assert (decided["by"], decided["override"]["seconded_by"]) == ("dora", "vera")
    assert decided["override"]["second_subject"], "bound to what was shown"
    assert "Against it stood: It can be undone" in (await vera.get(f"/gates/{gate}")).text


async def test_the_glass_is_broken_by_two_and_for_those_alone_who_may(bold: Site) -> None:
    """Past everything, with the launch's key and a reason worth weighing; a review has to follow."""
    gate = await bold.api.build(await bold.api.launch(playbook="bold", facts={"harmless": False}))
    key, where = gate.partition(".")[0], f"/gates/{gate}/break-glass"
    opal, bo, quin = await bold.by("opal"), await bold.by("bo"), await bold.by("quin")
    assert where in (await opal.get(f"/gates/{gate}")).links
    assert where not in (await quin.get(f"/gates/{gate}")).links
    short = Page((await opal.act(where, where, 422, rationale="Now!", confirmation=key)).text)
    assert "at least 20 characters" in short.text
    refused = await quin.act(where, where, 403, rationale=WHY, confirmation=key)
    assert "may break the glass" in Page(refused.text).text

    await opal.send(short, where, rationale=WHY)
    assert "Go behind glass, proposed by Opal" in (await quin.get(f"/gates/{gate}")).text
    await bo.act(f"/gates/{gate}", f"/gates/{gate}/proposal/confirm", rationale="I agree", confirmation=key)

    shown = await bold.api.get("pia", f"/gates/{gate}")
    assert (shown["state"], shown["decision"]["break_glass"]) == ("passed", True)
    page = await quin.get(f"/launches/{key}")
    assert "Break glass" in page.text


async def test_a_vote_is_changed_where_it_stands(bold: Site) -> None:
    """One's own, while the gate is open, from what one wrote before; it says why when it has to, and counts once."""
    gate = await at_gate(bold.api)
    quin, where = await bold.by("quin"), f"/gates/{gate}/votes"
    page = await quin.get(f"/gates/{gate}")
    (before,) = [one for one in (await bold.api.get("quin", f"/gates/{gate}"))["votes"] if one["seat"] == "qa_lead"]
    assert (before["choice"], page.form(where).fields["rationale"]) == ("approve", before["rationale"])

    silent = await quin.send(page, where, 422, choice="reject", rationale="")
    assert "Say what has to change." in Page(silent.text).text
    await quin.send(page, where, choice="reject", rationale="It crashed on my phone")

    votes = [one for one in (await bold.api.get("quin", f"/gates/{gate}"))["votes"] if one["seat"] == "qa_lead"]
    assert [(one["choice"], one["rationale"]) for one in votes] == [("reject", "It crashed on my phone")]
    assert where not in [form.action for form in (await (await bold.by("pia")).get(f"/gates/{gate}")).forms]


async def test_a_substitute_changes_what_they_voted_for_somebody(bold: Site) -> None:
    """For them, as it was cast; and they may change it themselves."""
    gate = await bold.api.build(await bold.api.launch(playbook="bold"))
    made, where = await hand_over(bold.api, "quin", "lena"), f"/gates/{gate}/votes"
    await act(bold.api, "lena", "quin", where, choice="approve", rationale="As she would")

    async def ballot() -> tuple[str, str | None, str, str]:
        (one,) = (await bold.api.get("quin", f"/gates/{gate}"))["votes"]
        return one["voter"], one["on_behalf_of"], one["choice"], one["rationale"]

    await (await bold.by("lena")).act(f"/gates/{gate}", where, choice="abstain", rationale="She may know more")
    assert await ballot() == ("lena", "quin", "abstain", "She may know more")
    await (await bold.by("quin")).act(f"/gates/{gate}", where, choice="reject", rationale="It crashed")
    assert await ballot() == ("quin", None, "reject", "It crashed")
    await end(bold.api, made, "quin")


async def test_words_are_taken_back_where_they_stand(bold: Site) -> None:
    """One's own vote and one's department's attestation, while the gate is open; nobody else's."""
    gate = await at_gate(bold.api)
    lena, quin = await bold.by("lena"), await bold.by("quin")
    theirs = await quin.get(f"/gates/{gate}")
    assert f"/gates/{gate}/attestations/revoke" not in [form.action for form in theirs.forms]

    await quin.send(theirs, f"/gates/{gate}/votes/revoke")
    await lena.act(f"/gates/{gate}", f"/gates/{gate}/attestations/revoke")

    shown = await bold.api.get("pia", f"/gates/{gate}")
    assert "qa_lead" not in [vote["seat"] for vote in shown["votes"]]
    assert shown["attestations"] == []


async def test_one_more_approver_is_asked_and_nobody_with_a_part(bold: Site) -> None:
    """By the decider or whoever steers; the refusal stands on the page, with what was typed."""
    gate = await at_gate(bold.api)
    pia, where = await bold.by("pia"), f"/gates/{gate}/approvers"
    own = await pia.act(where, where, 403, person="erin", reason="She knows it")
    assert "erin owns this launch or had a part" in Page(own.text).text
    assert Page(own.text).form(where).fields["reason"] == "She knows it"
    await pia.act(where, where, person="emil", reason="He knows the sync")

    assert "person:emil" in (await bold.api.get("pia", f"/gates/{gate}"))["seats"]
    quin = await bold.by("quin")
    assert where not in (await quin.get(f"/gates/{gate}")).links


async def test_a_review_is_asked_for_answered_and_withdrawn(bold: Site) -> None:
    """Anybody asks anybody, on gates and tasks alike; it is shown there and counts for nothing."""
    gate = await bold.api.build(await bold.api.launch(playbook="bold"))
    task = f"{gate.partition('.')[0]}.describe"
    quin, lena = await bold.by("quin"), await bold.by("lena")
    for folder, item in (("gates", gate), ("tasks", task)):
        where = f"/{folder}/{item}/requests"
        assert where in (await quin.get(f"/{folder}/{item}")).links
        await quin.act(where, where, of="lena", note="Is the wording safe?")
        assert "Quin asked Lena" in (await quin.get(f"/{folder}/{item}")).text
    asked = (await bold.api.get("lena", f"/launches/{task.partition('.')[0]}/requests"))["items"]
    first, second = (one["id"] for one in asked)

    await lena.act(f"/requests/{first}", f"/requests/{first}/answer", verdict="concerns", note="Not in Spain")
    await quin.act(f"/tasks/{task}", f"/requests/{second}/withdraw")

    assert "Lena has concerns" in (await quin.get(f"/gates/{gate}")).text
    assert "Quin no longer asks Lena" in (await quin.get(f"/tasks/{task}")).text


async def test_stopping_a_launch_takes_its_key(bold: Site) -> None:
    """The server holds it against the launch. Before, one may look at what going back would cost."""
    gate = await at_gate(bold.api, choice="reject")
    dora, decision = await bold.by("dora"), f"/gates/{gate}/decision"
    undone = await dora.get(f"/gates/{gate}/recycle")
    assert "2 votes, 1 attestations" in undone.text
    kill: dict[str, Any] = {"decision": "kill", "rationale": "Nobody would use it"}
    unnamed = await dora.act(f"/gates/{gate}", decision, 422, **kill)
    assert "This cannot be undone." in Page(unnamed.text).text
    await dora.act(f"/gates/{gate}", decision, confirmation=gate.partition(".")[0], **kill)

    assert (await bold.api.get("pia", f"/launches/{gate.partition('.')[0]}"))["state"] == "killed"


async def test_what_is_refused_for_its_words_is_mended_on_the_spot(bold: Site) -> None:
    """Nothing typed or chosen is lost, with no script; what cannot be mended by words leads back."""
    gate = await bold.api.build(await bold.api.launch(playbook="bold"))
    quin, votes = await bold.by("quin"), f"/gates/{gate}/votes"

    unclear = await quin.act(f"/gates/{gate}", votes, 422, choice="perhaps")
    assert votes not in [form.action for form in Page(unclear.text).forms]

    refused = Page((await quin.act(f"/gates/{gate}", votes, 422, choice="reject")).text)
    assert refused.form(votes).fields["choice"] == "reject"
    sent = await quin.send(refused, votes, rationale="The sync loses edits")

    assert sent.headers["location"].startswith(f"/gates/{gate}?did=rejected")
    (vote,) = (await bold.api.get("quin", f"/gates/{gate}"))["votes"]
    assert (vote["choice"], vote["rationale"]) == ("reject", "The sync loses edits")
