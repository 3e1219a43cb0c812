"""The story that `slipway demo` tells: one T2 launch from idea to the end of its review, step by step.

Every act goes through the public API as the person who does it. What must be refused is tried as well.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from cli.demo.crew import CONFLICT, Crew, StoryBroke
from cli.demo.narrator import Narrator
from cli.demo.stagecraft import Launch
from cli.demo.time import time_of

OWNER = "amara"
HOURS = timedelta(hours=1)
DAYS = timedelta(days=1)

Step = Callable[[Launch], Awaitable[None]]


async def start(crew: Crew, tell: Narrator, engine_address: str) -> Launch:
    """A product manager starts a launch of the standard playbook."""
    wanted = {
        "playbook": "standard",
        "tier": "T2",
        "title": "Invoice matching",
        "product": "Aurora",
        "prefix": "AUR",
        "objective": "Close the books in three days instead of five",
        "user_need": "Finance leads stop matching invoices by hand",
        "priority": 2,
        "facts": {
            "score_new_revenue": 2,
            "score_expansion": 2,
            "score_retention": 3,
            "score_adoption": 2,
            "score_differentiation": 2,
            "score_reach": 1,
            "personal_data": True,
            "reversible": True,
            "duplicate_resolved": True,
        },
    }
    view = (await crew.act(OWNER, "/launches", wanted)).view
    key = view["key"]
    tell.did(crew.members[OWNER].name, f"starts {key} {view['title']}: {view['objective']}")
    gates = await crew.read_all(OWNER, f"/launches/{key}/gates")
    judges = frozenset(role for gate in gates for role in (gate["decider"], *gate["seats"]))
    return Launch(key, OWNER, crew, tell, await time_of(engine_address, key), judges)


async def idea(launch: Launch) -> None:
    """A first look, and a decision that somebody forgets: silence never approves, it reminds."""
    await launch.work(pace=2 * HOURS)
    await launch.vote("G0")
    await _forgotten(launch, "G0")
    await launch.decide("G0", "go", "A costly chore that we hear of every week.")


async def discovery(launch: Launch) -> None:
    """Evidence instead of rank; a refused self-approval; a gate that sends the launch back, and then lets it go."""
    nadia_estimates = {"estimate_value": "nadia"}
    await launch.work(pace=20 * HOURS, by=nadia_estimates)
    await launch.add_evidence(
        "leila", "user_feedback", "Six of eight leads keep a matching spreadsheet", "interviews", 3
    )
    await launch.add_evidence("kofi", "market_research", "Two of four rivals match invoices", "market scan", 2)
    await launch.attest("G1")
    launch.tell.note("Nadia Petrova estimated the value, so no ballot is in her inbox. She tries anyway:")
    await launch.cannot_vote("nadia", "G1")
    await launch.vote(
        "G1",
        tomas=("reject", "Eight interviews in one country do not carry this."),
        oskar=("reject", "I would not build it for one country."),
    )
    await launch.decide("G1", "recycle", "Ask leads outside Britain too.", recycle_to="discovery")
    await launch.work(pace=20 * HOURS)
    await launch.add_evidence(
        "leila", "user_feedback", "Seven of nine leads in Germany and France too", "interviews", 4
    )
    await launch.attest("G1")
    await launch.vote("G1")
    await launch.decide("G1", "go", "The problem is the same in three countries.")


async def design(launch: Launch) -> None:
    """A department that is not ready, and a go with a condition that will block a later gate."""
    await launch.work(pace=26 * HOURS)
    await launch.add_evidence("leila", "user_feedback", "Nine of ten finish the main task unaided", "usability test", 4)
    await launch.attest("G2", not_ready={"security": "one medium finding on file upload is open"})
    await launch.vote("G2")
    await launch.cannot_decide("G2", "It looks good to me.")
    condition = {
        "title": "Close the finding on file upload",
        "department": "security",
        "owner": "sam",
        "before_gate": "G3",
        "due_days": 10,
    }
    await launch.decide(
        "G2", "conditional_go", "Build it; the finding is closed before readiness.", conditions=[condition]
    )


async def build(launch: Launch) -> None:
    """Engineering beside marketing; a hold that stops every clock; a condition that keeps its gate shut."""
    await _pause(launch)
    await launch.work(pace=30 * HOURS, leaving=["C1"])
    await launch.add_evidence("dmitri", "document", "Regression run and rollback rehearsal", "test report", 4)
    await launch.add_evidence("fatima", "metric", "Baseline: matched by hand 92 %", "events table", 4)
    await launch.attest("G3")
    await launch.vote("G3")
    await launch.cannot_decide("G3", "Everything else is ready.")
    await launch.work(pace=1 * DAYS)
    await launch.decide("G3", "go", "Everyone is ready and the finding is closed.")


async def go_live(launch: Launch) -> None:
    """Go or no-go, then the rollout in steps."""
    await launch.work(pace=2 * HOURS)
    await launch.attest("G4")
    await launch.vote("G4")
    await launch.decide("G4", "go", "Guardrails are declared and somebody is on call.")
    await launch.work(pace=1 * DAYS)


async def review(launch: Launch) -> None:
    """Thirty and ninety days later: what it did, compared with what was said."""
    await _days_pass(launch, 30, "review_day_30")
    await launch.work(pace=4 * HOURS)
    await launch.add_evidence("fatima", "metric", "Day 30: matched by hand 61 %, target 60 %", "events table", 5)
    await _days_pass(launch, 60, "review_day_90")
    await launch.work(pace=4 * HOURS)
    await launch.add_evidence("fatima", "metric", "Day 90: matched by hand 38 %, target 40 %", "events table", 5)
    await launch.vote("G5")
    await launch.decide("G5", "go", "Target met; keep investing.")
    await launch.until("it is finished", lambda view: view["state"] == "finished")


CHAPTERS: tuple[tuple[str, Step], ...] = (
    ("Idea", idea),
    ("Discovery", discovery),
    ("Design", design),
    ("Engineering and go to market", build),
    ("Launch", go_live),
    ("Review", review),
)


async def _forgotten(launch: Launch, gate: str) -> None:
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


async def _pause(launch: Launch) -> None:
    key, owner = launch.key, launch.crew.members[launch.owner]
    due = datetime.fromisoformat((await launch.view())["next_due_at"])
    await launch.act(owner.id, f"/launches/{key}/hold", {"reason": "The file service moves to another vendor"})
    launch.tell.did(owner.name, "holds the launch: the file service moves to another vendor")
    why = await launch.crew.try_in_vain("hanna", f"/tasks/{key}.build/claim", {}, CONFLICT)
    launch.tell.refused(launch.crew.members["hanna"].name, "claims Build it behind a flag", why)
    await launch.time.passes(7 * DAYS)
    launch.tell.time_passes("7 days pass; every clock stands still")
    view = (await launch.act(owner.id, f"/launches/{key}/resume", {"note": "The new vendor is connected"})).view
    if datetime.fromisoformat(view["next_due_at"]) <= due:
        raise StoryBroke("The hold did not move the due dates.")
    launch.tell.did(owner.name, "resumes it; what was due moved by the time it stood still")


async def _days_pass(launch: Launch, days: int, task: str) -> None:
    """Wait for a checkpoint, as the playbook says: this many days on."""
    await launch.time.passes(days * DAYS)
    launch.tell.time_passes(f"{days} days pass")
    await launch.until(f"{task} opens", lambda view: bool(view["waiting_on"]))
