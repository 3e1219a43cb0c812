"""The story that `slipway demo` tells: one T2 launch from idea to the end of its review, step by step.

Every act goes through the public API as the person who does it. What must be refused is tried as well.
"""

from collections.abc import Awaitable, Callable

from cli.demo.crew import JSON, Crew
from cli.demo.narrator import Narrator
from cli.demo.stagecraft import Launch
from cli.demo.time import time_of
from cli.demo.turns import (
    DAYS,
    HOURS,
    asks_for_a_review,
    changes,
    claimed_once,
    forgotten,
    overrides,
    pause,
    unchecked,
    wrong_answers,
)

OWNER = "amara"

WANTED: JSON = {
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
        "positioning": "Finance leads who match invoices in a spreadsheet",
        "public_promise": "Matched by the time you have had your coffee",
        "monthly_price": 19,
        "price_change": True,
        "predicted_adoption": 35,
        "personal_data": True,
        "reversible": True,
        "duplicate_resolved": True,
    },
}
"""The launch of the story."""

Step = Callable[[Launch], Awaitable[None]]


async def start(crew: Crew, tell: Narrator, engine_address: str, wanted: JSON = WANTED) -> Launch:
    """A product manager starts a launch of the standard playbook."""
    view = (await crew.act(OWNER, "/launches", wanted)).view
    key = view["key"]
    tell.did(crew.members[OWNER].name, f"starts {key} {view['title']}, tier {view['tier']}, on {view['playbook']}")
    tell.note(f"Objective: {view['objective']}. User need: {view['user_need']}.")
    gates = await crew.read_all(OWNER, f"/launches/{key}/gates")
    return Launch(key, OWNER, crew, tell, await time_of(engine_address, key), _judges(crew, gates))


def _judges(crew: Crew, gates: list[JSON]) -> frozenset[str]:
    """Everybody who decides, votes or scores in a role; where a whole department votes, whoever works there last."""
    roles = {role for gate in gates for role in (gate["decider"], *gate["seats"])}
    roles |= {role for gate in gates if gate["scorecard"] for role in gate["scorecard"]["roles"]}
    judges = {one.id for one in crew.members.values() if roles.intersection(one.roles)}
    for department in (role.removeprefix("department:") for role in roles if role.startswith("department:")):
        judges.add([one.id for one in crew.members.values() if department in one.departments][-1])
    return frozenset(judges)


async def idea(launch: Launch) -> None:
    """A claim, blind scores, and a decision that somebody forgets: silence never approves, it reminds."""
    await claimed_once(launch, "frame_problem", "jonas", "amara")
    await launch.work(pace=2 * HOURS)
    await launch.score("G0", tomas=8, ingrid=7, oskar=6)
    await launch.vote("G0")
    await forgotten(launch, "G0")
    await launch.decide("G0", "go", "A costly chore that we hear of every week.")


async def discovery(launch: Launch) -> None:
    """Evidence instead of rank; a refused self-approval; a gate that sends the launch back, and then lets it go."""
    nadia_estimates = {"estimate_value": "nadia"}
    await launch.work(pace=20 * HOURS, by=nadia_estimates, leaving=["define_metrics"])
    await wrong_answers(launch, "define_metrics", "jonas", probability=100)
    await launch.work(pace=20 * HOURS, by=nadia_estimates)
    launch.tell.note("Foretold: 35 % of them use it by day 90, with a probability of 70 %. The review will compare.")
    await launch.add_evidence(
        "leila", "user_feedback", "Six of eight leads keep a matching spreadsheet", "interviews", 3
    )
    await launch.add_evidence("kofi", "market_research", "Two of four rivals match invoices", "market scan", 2)
    await asks_for_a_review(
        launch, "G1", "fatima", "can we measure what is foretold?", "yes, from events that we have today"
    )
    await launch.attest("G1")
    await launch.score("G1", tomas=5, clara=5, oskar=4)
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
    await launch.score("G1", tomas=6, clara=8, oskar=7)
    await launch.vote("G1", tomas=("reject", "Rivals could follow within a year."))
    await launch.decide("G1", "go", "The problem is the same in three countries.")


async def design(launch: Launch) -> None:
    """A checklist that blocks, a department that is not ready, and a go with a condition that blocks a later gate."""
    await launch.work(pace=26 * HOURS, leaving=["security_review"])
    await unchecked(launch, "security_review", "sam")
    await launch.work(pace=26 * HOURS)
    await launch.add_evidence("leila", "user_feedback", "Nine of ten finish the main task unaided", "usability test", 4)
    await launch.measure(("leila", "task_success", "90", "usability test"))
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
    """Engineering beside marketing; a hold; a change that two departments must look at; a condition that blocks."""
    await pause(launch, "The file service moves to another vendor", "The new vendor is connected")
    await launch.skip("zoe", "in_app_message", "The email reaches everybody who has it.")
    await launch.work(pace=30 * HOURS, leaving=["C1"])
    await launch.add_evidence("dmitri", "document", "Regression run and rollback rehearsal", "test report", 4)
    await launch.measure(
        ("dmitri", "open_defects", "0", "tracker"),
        ("ravi", "rollback_time", "12", "rehearsal"),
        ("ravi", "headroom", "180", "load test"),
    )
    await launch.attest("G3")
    await launch.vote("G3")
    change = await changes(launch, "Pilot customers would pay more.", monthly_price=24)
    await launch.attest("G3")
    await launch.cannot_decide("G3", "Everything else is ready.")
    await launch.work(pace=1 * DAYS)
    await launch.decide("G3", "go", "Everyone is ready, also for the new price.", acknowledged=[change])


async def go_live(launch: Launch) -> None:
    """Go or no-go: one person is accountable, and past a department that is not ready it takes two."""
    await launch.work(pace=2 * HOURS)
    await launch.attest("G4", not_ready={"marketing": "the announcement comes out a day later"})
    await launch.cannot_decide("G4", "It works.")
    await overrides(
        launch,
        "G4",
        "The first two days are inside the company, before anybody reads about it.",
        "I have spoken with marketing; nobody outside is earlier than the announcement.",
    )
    await launch.work(pace=1 * DAYS)


async def review(launch: Launch) -> None:
    """Thirty and ninety days later: what it did, compared with what was foretold."""
    await _days_pass(launch, 30, "review_day_30")
    await launch.work(pace=4 * HOURS)
    await launch.measure(("fatima", "adoption", "24", "events table"))
    await launch.add_evidence("fatima", "metric", "Day 30: matched by hand 61 %, target 60 %", "events table", 5)
    await _days_pass(launch, 60, "review_day_90")
    await launch.work(pace=4 * HOURS)
    await launch.measure(
        ("fatima", "adoption", "37", "events table"),
        ("hanna", "error_rate", "0.3", "dashboard"),
        ("aisha", "support_load", "4", "help desk"),
        ("leila", "satisfaction", "4.2", "survey"),
    )
    await launch.add_evidence("fatima", "metric", "Day 90: matched by hand 38 %, target 40 %", "events table", 5)
    await launch.vote("G5")
    await launch.shows("G5", "as_foretold")
    await launch.decide("G5", "go", "More use it than we foretold; keep investing.")
    await launch.until("it is finished", lambda view: view["state"] == "finished")


CHAPTERS: tuple[tuple[str, Step], ...] = (
    ("Idea", idea),
    ("Discovery", discovery),
    ("Design", design),
    ("Engineering and go to market", build),
    ("Launch", go_live),
    ("Review", review),
)


async def _days_pass(launch: Launch, days: int, task: str) -> None:
    """Wait for a checkpoint, as the playbook says: this many days on."""
    await launch.time.passes(days * DAYS)
    launch.tell.time_passes(f"{days} days pass")
    await launch.until(f"{task} opens", lambda view: bool(view["waiting_on"]))
