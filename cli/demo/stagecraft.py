"""What the steps of the story are made of: working through inboxes, meeting at gates, letting time pass."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from cli.demo.answers import ANSWERS
from cli.demo.crew import CONFLICT, FORBIDDEN, JSON, Crew, Done, Member, StoryBroke
from cli.demo.narrator import Narrator
from cli.demo.time import Time

CATCHES_UP_WITHIN_SECONDS = 20.0
_POLL_SECONDS = 0.05

Ballot = tuple[str, str]
"""A choice and its rationale."""

APPROVE: Ballot = ("approve", "")

Reading = tuple[str, str, str, str]
"""Who measured, which metric, its value, and where it comes from."""

USUAL_SCORE = 7
"""Of ten."""


@dataclass
class Launch:
    """One launch, with everybody who works on it."""

    key: str
    owner: str
    crew: Crew
    tell: Narrator
    time: Time
    judges: frozenset[str] = frozenset()
    """Whoever votes, scores or decides at some gate leaves the work to others, where there are others."""
    trace: str = ""
    """Of the latest decision."""
    _seq: int = 0
    """The latest event that anybody was told of: what is read must be at least as new."""
    _load: Counter[str] = field(default_factory=Counter)

    # -- looking ---------------------------------------------------------------------------------------------

    async def view(self) -> JSON:
        """Where it stands, after everything done so far."""
        return await self.until("what was done shows", lambda _: True)

    async def gate(self, gate: str, who: str | None = None) -> JSON:
        """A gate as somebody sees it; as the owner does, unless somebody is named."""
        return await self.crew.read(who or self.owner, f"/gates/{self.key}.{gate}")

    async def events(self) -> list[JSON]:
        """The log so far."""
        return await self.crew.read_all(self.owner, f"/launches/{self.key}/events")

    async def now(self) -> datetime:
        """The launch's own time, as of its latest event."""
        return datetime.fromisoformat((await self.view())["updated_at"])

    async def until(self, what: str, holds: Callable[[JSON], bool]) -> JSON:
        """Wait until the read model shows something of the launch; raises StoryBroke when it never does."""
        deadline = monotonic() + CATCHES_UP_WITHIN_SECONDS
        while True:
            view = await self.crew.read(self.owner, f"/launches/{self.key}")
            if view["seq"] >= self._seq and holds(view):
                return view
            if monotonic() > deadline:
                raise StoryBroke(f"{self.key} did not come to this: {what}. It says: {view['summary']}")
            await asyncio.sleep(_POLL_SECONDS)

    # -- acting ----------------------------------------------------------------------------------------------

    async def act(self, who: str, path: str, body: JSON) -> Done:
        """Somebody does something about this launch."""
        done = await self.crew.act(who, path, body)
        self._seq = max(self._seq, done.seq)
        return done

    # -- work ------------------------------------------------------------------------------------------------

    async def work(
        self, *, pace: timedelta, by: Mapping[str, str] | None = None, leaving: Collection[str] = ()
    ) -> None:
        """Everybody claims and completes what they find in their inbox, round by round, until nothing is left.

        `pace` is how long a round of work takes; `by` names who does a certain task; what is in `leaving` stays.
        """
        while entries := await self._assign(by or {}, leaving):
            await asyncio.gather(
                *(
                    self.act(who, f"/tasks/{entry['item']}/claim", {})
                    for who, entry in entries
                    if not entry["audience"].startswith("person:")
                )
            )
            await self.time.passes(pace)
            await asyncio.gather(*(self._complete(who, entry) for who, entry in entries))

    async def _complete(self, who: str, entry: JSON) -> None:
        """Check every item, fill in the form, and say that it is done."""
        path = f"/tasks/{entry['item']}"
        task = await self.crew.read(who, path)
        for item in task["checklist"]:
            if not item["checked"]:
                await self.act(who, f"{path}/check", {"item": item["id"]})
        body: JSON = {"note": "Done as the guide says."}
        if task["form"]:
            body["answers"] = ANSWERS[task["local_id"]]
        await self.act(who, f"{path}/complete", body)
        checked = f"; all {len(task['checklist'])} items checked" if task["checklist"] else ""
        self.tell.did(self.name(who), f"{entry['title']}{checked}{'; form filled in' if task['form'] else ''}")

    async def skip(self, who: str, task: str, rationale: str) -> None:
        """Somebody passes over an optional task."""
        done = await self.act(who, f"/tasks/{self.key}.{task}/skip", {"rationale": rationale})
        self.tell.did(self.name(who), f"skips “{done.view['title']}”: {rationale}")

    async def _assign(self, by: Mapping[str, str], leaving: Collection[str]) -> list[tuple[str, JSON]]:
        """Who does which open task: somebody in whose inbox it is, and whom it leaves free to stay impartial."""
        asked = set((await self.view())["waiting_on"])
        around = [one for one in self.crew.members.values() if asked.intersection(one.departments)]
        fitting: dict[str, list[Member]] = {}
        entries: dict[str, JSON] = {}
        for who, found in (await self.crew.inboxes(self.key, "task", around)).items():
            for entry in found:
                if self._local(entry["item"]) in leaving:
                    continue
                entries[entry["item"]] = entry
                fitting.setdefault(entry["item"], []).append(self.crew.members[who])
        return [(self._choose(item, fitting[item], by), entry) for item, entry in entries.items()]

    def _choose(self, item: str, fitting: list[Member], by: Mapping[str, str]) -> str:
        wanted = by.get(self._local(item))
        if wanted and wanted in {member.id for member in fitting}:
            chosen = wanted
        else:
            # The least busy of those who judge nothing; the order of the organisation breaks ties.
            judges = self.judges - {self.owner}  # who owns it judges nothing anyway
            chosen = min(fitting, key=lambda one: (one.id in judges, self._load[one.id])).id
        self._load[chosen] += 1
        return chosen

    async def add_evidence(self, who: str, kind: str, title: str, source: str, strength: int) -> None:
        """Somebody puts on record what decisions will rest on."""
        body = {"type": kind, "title": title, "source": source, "strength": strength}
        body["observed_at"] = (await self.now()).isoformat()
        await self.act(who, f"/launches/{self.key}/evidence", body)
        self.tell.did(self.name(who), f"evidence, {kind.replace('_', ' ')}, strength {strength} of 5: {title}")

    async def measure(self, *readings: Reading) -> None:
        """People record readings, each in its metric's own unit, at the same time."""
        listed = (await self.crew.read(self.owner, f"/launches/{self.key}/metrics"))["items"]
        metrics = {metric["id"]: metric for metric in listed}
        observed_at = (await self.now()).isoformat()
        acts = []
        for who, metric, value, source in readings:
            body = {"metric": metric, "value": value, "unit": metrics[metric]["unit"], "source": source}
            acts.append(self.act(who, f"/launches/{self.key}/readings", {**body, "observed_at": observed_at}))
        await asyncio.gather(*acts)
        for who, metric, value, _ in readings:
            self.tell.did(self.name(who), f"measures: {metrics[metric]['title']}: {value} {metrics[metric]['unit']}")

    # -- gates -----------------------------------------------------------------------------------------------

    async def attest(self, gate: str, *, not_ready: Mapping[str, str] | None = None) -> None:
        """Each department asked speaks for itself; `not_ready` says what a department still misses."""
        missing = not_ready or {}
        said = []
        for department, who in (await self._asked(gate, "attest")).items():
            note = missing.get(department, "")
            body = {"department": department, "ready": department not in missing, "note": note}
            await self.act(who, f"/gates/{self.key}.{gate}/attestations", body)
            said.append(f"{department} {'is not ready: ' + note if note else 'is ready'}")
        self.tell.note(f"{gate} attestations: {'; '.join(said)}")

    async def score(self, gate: str, **scores: int) -> None:
        """Everybody who finds the scorecard in their inbox scores all that is theirs; named people their own way."""
        card = (await self.gate(gate))["scorecard"]
        asked = await self._asked(gate, "score")
        for who in asked.values():
            if (await self.gate(gate, who))["scores"]:
                raise StoryBroke(f"{who} saw scores of {gate} before scoring.")
            mine = [item["id"] for item in card["items"] if set(item["roles"]) & set(self.crew.members[who].roles)]
            body = {"scores": dict.fromkeys(mine, scores.get(who, USUAL_SCORE))}
            await self.act(who, f"/gates/{self.key}.{gate}/scores", body)
        names = ", ".join(self.name(who) for who in asked.values())
        why = next(one["why"] for one in (await self.gate(gate))["criteria"] if one["kind"] == "score")
        self.tell.note(f"{gate} scores by {names}, sealed until the last: {why}")

    async def vote(self, gate: str, **ballots: Ballot) -> None:
        """Each seat is filled by somebody who finds the ballot in their inbox; named people vote otherwise."""
        asked = await self._asked(gate, "vote")
        for seat, who in asked.items():
            await self._see_nothing(gate, who)
            choice, rationale = ballots.get(who, APPROVE)
            body = {"choice": choice, "rationale": rationale, "seat": seat}
            await self.act(who, f"/gates/{self.key}.{gate}/votes", body)
            self.tell.did(self.name(who), f"votes at {gate} as {seat}")
        votes = (await self.gate(gate))["votes"]
        said = ", ".join(f"{vote['seat']} {vote['choice']}" for vote in votes)
        self.tell.note(f"{gate} ballots, sealed until the last was cast: {said}")

    async def _see_nothing(self, gate: str, who: str) -> None:
        """Nobody's ballot may sway the next one."""
        if (await self.gate(gate, who))["votes"]:
            raise StoryBroke(f"{who} saw ballots of {gate} before voting.")

    async def decide(self, gate: str, decision: str, rationale: str, **details: Any) -> None:
        """The accountable person decides."""
        who = await self.decider(gate)
        body = {"decision": decision, "rationale": rationale, **details}
        done = await self.act(who, f"/gates/{self.key}.{gate}/decision", body)
        self.tell_decision(gate, who, done, f"{decision.replace('_', ' ')}. {rationale}")
        if dissent := done.view["dissent"]:
            names = ", ".join(self.name(person) for person in dissent)
            self.tell.note(f"{names} voted otherwise; the dissent stays on record with its reasons")

    def tell_decision(self, gate: str, who: str, done: Done, what: str) -> None:
        """A gate is decided."""
        self.trace = done.trace
        self.tell.decided(f"{gate} {done.view['title']} {self.name(who)}: {what}")

    async def shows(self, gate: str, criterion: str) -> None:
        """How a criterion stands, and why."""
        found = next(one for one in (await self.gate(gate))["criteria"] if one["id"] == criterion)
        self.tell.note(f"{gate} compares: {found['title']}: {found['why']}")

    async def cannot_decide(self, gate: str, rationale: str) -> None:
        """The accountable person wants to go, and Slipway says why that cannot be."""
        who = await self.decider(gate)
        why = await self.crew.try_in_vain(
            who, f"/gates/{self.key}.{gate}/decision", {"decision": "go", "rationale": rationale}, CONFLICT
        )
        self.tell.refused(self.name(who), f"{gate} go", why)

    async def cannot_vote(self, who: str, gate: str) -> None:
        """Somebody tries to judge their own work."""
        body = {"choice": "approve", "rationale": ""}
        why = await self.crew.try_in_vain(who, f"/gates/{self.key}.{gate}/votes", body, FORBIDDEN)
        self.tell.refused(self.name(who), f"votes at {gate}", why)

    async def decider(self, gate: str) -> str:
        """Who finds the decision in their inbox."""
        return (await self._asked(gate, "decide"))[""]

    async def seconder(self, gate: str) -> str:
        """Who finds in their inbox that somebody else proposed something."""
        return next(iter((await self._asked(gate, "confirm")).values()))

    async def _asked(self, gate: str, act: str) -> dict[str, str]:
        """Who finds this gate in their inbox, for each department or seat; of several the first."""
        await self.view()
        view = await self.gate(gate)
        waits = {
            "attest": view["silent"],
            "vote": view["asked"],
            "score": view["to_score"],
            "decide": [view["decider"]],
            "confirm": view["confirmers"],
        }
        names = {name.removeprefix("department:") for name in waits[act]}
        around = [one for one in self.crew.members.values() if names.intersection((*one.roles, *one.departments))]
        found: dict[str, str] = {}
        for who, entries in (await self.crew.inboxes(self.key, act, around)).items():
            for entry in entries:
                if entry["item"] == view["id"] and entry["part"] not in found and who not in found.values():
                    found[entry["part"]] = who
        if not found:
            raise StoryBroke(f"{view['id']} is in nobody's inbox to {act}.")
        return found

    def _local(self, item: str) -> str:
        return item.removeprefix(f"{self.key}.")

    def name(self, who: str) -> str:
        """What people call somebody."""
        return self.crew.members[who].name
