"""On a task, beyond doing it: give it to somebody, plan it, have it done again, take it off the plan."""

from tests.web.driver import Page, Site


async def test_a_task_is_given_to_a_candidate_planned_and_taken_off_the_plan(pages: Site) -> None:
    """By whoever steers; to nobody it is not meant for. What was typed stays when it is refused."""
    key = await pages.api.launch()
    task, pia, quin = f"{key}.make", await pages.by("pia"), await pages.by("quin")
    links = (await pia.get(f"/tasks/{task}")).links
    assert {f"/tasks/{task}/{act}" for act in ("assign", "plan", "cancel", "requests")} <= set(links)
    theirs = (await quin.get(f"/tasks/{task}")).links
    assert f"/tasks/{task}/requests" in theirs
    assert f"/tasks/{task}/assign" not in theirs

    page = await pia.get(f"/tasks/{task}/assign")
    wrong = await pia.send(page, f"/tasks/{task}/assign", 422, assignee="lena")
    assert "lena is no candidate: it is for engineer." in Page(wrong.text).text
    await pia.send(page, f"/tasks/{task}/assign", assignee="emil")
    refused = await quin.act(f"/tasks/{task}/assign", f"/tasks/{task}/assign", 403, assignee="erin")
    assert "may do this" in Page(refused.text).text
    await pia.act(f"/tasks/{task}/plan", f"/tasks/{task}/plan", priority="1", follow_up_on="2031-01-01")
    planned = await pages.api.get("pia", f"/tasks/{task}")
    assert (planned["claimed_by"], planned["priority"], planned["follow_up_on"]) == ("emil", 1, "2031-01-01")
    await pia.act(f"/tasks/{task}/cancel", f"/tasks/{task}/cancel", reason="Bought instead")

    shown = await pia.get(f"/tasks/{task}")
    assert "Taken off the plan: Bought instead" in shown.text
    assert f"/tasks/{task}/reopen" in shown.links


async def test_work_is_sent_back_or_opened_again(pages: Site) -> None:
    """The doer holds it again with what to change; whoever has nothing to do with it is refused."""
    key = await pages.api.launch()
    task, pia, lena = f"{key}.describe", await pages.by("pia"), await pages.by("lena")
    await pages.api.do("otto", f"/tasks/{task}/complete", note="As discussed")
    assert "Otto did it" in (await pia.get(f"/tasks/{task}/return")).text

    silent = await pia.act(f"/tasks/{task}/return", f"/tasks/{task}/return", 422)
    assert "Say what to change." in Page(silent.text).text
    refused = await lena.act(f"/tasks/{task}/return", f"/tasks/{task}/return", 403, feedback="Not like that")
    assert "is sent back by those who work on from it" in Page(refused.text).text
    await pia.act(f"/tasks/{task}/return", f"/tasks/{task}/return", feedback="Say who has the problem")
    shown = await pages.api.get("pia", f"/tasks/{task}")
    assert (shown["state"], shown["claimed_by"], shown["feedback"]) == ("claimed", "otto", "Say who has the problem")

    await pages.api.do("otto", f"/tasks/{task}/complete", note="Now it says")
    await pia.act(f"/tasks/{task}/reopen", f"/tasks/{task}/reopen", reason="The market moved")
    assert (await pages.api.get("pia", f"/tasks/{task}"))["state"] == "open"
