"""Turns of the story: a task for one, work that is not whole, a change, and two people who answer for a decision."""

from datetime import datetime, timedelta

from cli.demo.answers import ANSWERS
from cli.demo.crew import CONFLICT, JSON, StoryBroke
from cli.demo.stagecraft import Launch

UNPROCESSABLE = 422
HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)


async def claimed_once(launch: Launch, task: str, first: str, second: str) -> None:
    """Whoever claims a task first has it; the second learns who that is."""
    path = f"/tasks/{launch.key}.{task}/claim"
    title = (await launch.act(first, path, {})).view["title"]
    launch.tell.did(launch.name(first), f"claims “{title}”")
    launch.tell.refused(launch.name(second), "claims it too", await launch.crew.try_in_vain(second, path, {}, CONFLICT))


async def wrong_answers(launch: Launch, task: str, who: str, **wrong: object) -> None:
    """A form takes only what it asks for, and names the field."""
    path = f"/tasks/{launch.key}.{task}"
    title = (await launch.act(who, f"{path}/claim", {})).view["title"]
    body: JSON = {"answers": {**ANSWERS[task], **wrong}}
    said = ", ".join(f"{name} {value}" for name, value in wrong.items())
    why = await launch.crew.try_in_vain(who, f"{path}/complete", body, UNPROCESSABLE)
    launch.tell.refused(launch.name(who), f"fills in the form of “{title}” with {said}", why)


async def unchecked(launch: Launch, task: str, who: str) -> None:
    """A task with one item left on its checklist is not done, whoever says so."""
    path = f"/tasks/{launch.key}.{task}"
    view = (await launch.act(who, f"{path}/claim", {})).view
    for item in view["checklist"][:-1]:
        await launch.act(who, f"{path}/check", {"item": item["id"]})
    why = await launch.crew.try_in_vain(who, f"{path}/complete", {"note": "All but one."}, CONFLICT)
    launch.tell.refused(launch.name(who), f"completes “{view['title']}” with one item unchecked", why)


async def asks_for_a_review(launch: Launch, gate: str, of: str, question: str, answer: str) -> None:
    """Somebody's advice, asked for by name; it never counts as a vote."""
    asked = await launch.act(launch.owner, f"/gates/{launch.key}.{gate}/requests", {"of": of, "note": question})
    launch.tell.did(launch.name(launch.owner), f"asks {launch.name(of)} to look at {gate}: {question}")
    await launch.act(of, f"/requests/{asked.view['id']}/answer", {"verdict": "fine", "note": answer})
    launch.tell.did(launch.name(of), f"answers: {answer}")


async def forgotten(launch: Launch, gate: str) -> None:
    """Nobody decides until half of the time is gone; the launch then says so by itself."""
    waited = timedelta()
    while waited < 14 * DAYS:  # weekends and holidays do not count, so nobody knows beforehand how long it takes
        await launch.time.passes(4 * HOURS)
        waited += 4 * HOURS
        if (await launch.view())["health"] == "at_risk":
            break
    view = await launch.until(f"{gate} reminds", lambda view: view["health"] == "at_risk")
    launch.tell.time_passes(f"{waited.total_seconds() / 86400:.1f} days pass and nobody decides {gate}")
    launch.tell.note(f"Slipway reminds ({view['health_reason']}); it never decides by itself")


async def pause(launch: Launch, reason: str, news: str) -> None:
    """A hold stops every clock, and a resume moves what was due."""
    key, owner = launch.key, launch.owner
    due = datetime.fromisoformat((await launch.view())["next_due_at"])
    await launch.act(owner, f"/launches/{key}/hold", {"reason": reason})
    launch.tell.did(launch.name(owner), f"holds the launch: {reason[0].lower()}{reason[1:]}")
    why = await launch.crew.try_in_vain("hanna", f"/tasks/{key}.build/claim", {}, CONFLICT)
    launch.tell.refused(launch.name("hanna"), "claims “Build it behind a flag”", why)
    await launch.time.passes(7 * DAYS)
    launch.tell.time_passes("7 days pass; every clock stands still")
    view = (await launch.act(owner, f"/launches/{key}/resume", {"note": news})).view
    if datetime.fromisoformat(view["next_due_at"]) <= due:
        raise StoryBroke("The hold did not move the due dates.")
    launch.tell.did(launch.name(owner), "resumes it; what was due moved by the time it stood still")


async def changes(launch: Launch, reason: str, **facts: object) -> str:
    """The owner sees what a change would do, and makes it; the id of the change."""
    path = f"/launches/{launch.key}/change-requests"
    wanted: JSON = {"facts": facts, "reason": reason}
    impact = (await launch.act(launch.owner, f"{path}/preview", wanted)).view
    said = ", ".join(f"{name} from {how['from']} to {how['to']}" for name, how in _facts(impact))
    launch.tell.did(launch.name(launch.owner), f"wants to change {said}. {reason}")
    void = " and ".join(f"{word['department'] or word['seat']} at {word['gate']}" for word in impact["voided"])
    launch.tell.note(f"Preview: the word of {void} would be void; everybody else's stands")
    if seen := impact["passed_on_old_facts"]:
        launch.tell.note(f"Preview: {', '.join(seen)} passed before it; the next go has to take the change over")
    await launch.act(launch.owner, path, {**wanted, "impact": impact["digest"]})
    launch.tell.did(launch.name(launch.owner), f"makes the change as previewed: {impact['change']}")
    return str(impact["change"])


def _facts(impact: JSON) -> list[tuple[str, JSON]]:
    """The facts that a change is about, each with what it was and will be."""
    return [(name.removeprefix("fact:"), how) for name, how in impact["changes"].items()]


async def overrides(launch: Launch, gate: str, rationale: str, second: str) -> None:
    """What the decider may not decide alone, two people may: one proposes, another confirms, flagged for ever."""
    first = await launch.decider(gate)
    path = f"/gates/{launch.key}.{gate}"
    proposed = {"decision": "go", "rationale": rationale, "override": True}
    await launch.act(first, f"{path}/decision", proposed)
    launch.tell.did(launch.name(first), f"proposes an override at {gate}: {rationale}")
    who = await launch.seconder(gate)
    done = await launch.act(who, f"{path}/proposal/confirm", {"rationale": second})
    launch.tell_decision(gate, who, done, f"go, by two people, flagged for ever. {second}")
