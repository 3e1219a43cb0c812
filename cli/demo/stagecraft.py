"""What the steps of the story are made of: working through inboxes, meeting at gates, letting time pass."""

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from cli.demo.crew import CONFLICT, FORBIDDEN, JSON, Crew, Done, Member, StoryBroke
from cli.demo.narrator import Narrator
from cli.demo.time import Time

CATCHES_UP_WITHIN_SECONDS = 20.0
_POLL_SECONDS = 0.05

Ballot = tuple[str, str]
"""A choice and its rationale."""

APPROVE: Ballot = ("approve", "")


@dataclass
class Launch:
    """One launch, with everybody who works on it."""

    key: str
    owner: str
    crew: Crew
    tell: Narrator
    time: Time
    judges: frozenset[str] = frozenset()
    """Roles that vote or decide at some gate: whoever holds one leaves the work to others."""
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
        note = {"note": "Done as the guide says."}
        await self.act(who, f"/tasks/{entry['item']}/complete", note)
        self.tell.did(self.crew.members[who].name, entry["title"])

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
            chosen = min(fitting, key=lambda one: (bool(self.judges.intersection(one.roles)), self._load[one.id])).id
        self._load[chosen] += 1
        return chosen

    async def add_evidence(self, who: str, kind: str, title: str, source: str, strength: int) -> None:
        """Somebody puts on record what decisions will rest on."""
        body = {"type": kind, "title": title, "source": source, "strength": strength}
        body["observed_at"] = (await self.now()).isoformat()
        await self.act(who, f"/launches/{self.key}/evidence", body)
        self.tell.did(self._name(who), f"evidence, {kind.replace('_', ' ')}, strength {strength} of 5: {title}")

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

    async def vote(self, gate: str, **ballots: Ballot) -> None:
        """Each seat is filled by somebody who finds the ballot in their inbox; named people vote otherwise."""
        asked = await self._asked(gate, "vote")
        for seat, who in asked.items():
            await self._see_nothing(gate, who)
            choice, rationale = ballots.get(who, APPROVE)
            body = {"choice": choice, "rationale": rationale, "seat": seat}
            await self.act(who, f"/gates/{self.key}.{gate}/votes", body)
            self.tell.did(self._name(who), f"votes at {gate} as {seat}")
        votes = (await self.gate(gate))["votes"]
        said = ", ".join(f"{vote['seat']} {vote['choice']}" for vote in votes)
        self.tell.note(f"{gate} ballots, sealed until the last was cast: {said}")

    async def _see_nothing(self, gate: str, who: str) -> None:
        """Nobody's ballot may sway the next one."""
        if (await self.gate(gate, who))["votes"]:
            raise StoryBroke(f"{who} saw ballots of {gate} before voting.")

    async def decide(self, gate: str, decision: str, rationale: str, **details: Any) -> None:
        """The accountable person decides."""
        who = (await self._asked(gate, "decide"))[""]
        body = {"decision": decision, "rationale": rationale, **details}
        done = await self.act(who, f"/gates/{self.key}.{gate}/decision", body)
        self.trace = done.trace
        self.tell.decided(f"{gate} {done.view['title']} {self._name(who)}: {decision.replace('_', ' ')}. {rationale}")

    async def cannot_decide(self, gate: str, rationale: str) -> None:
        """The accountable person wants to go, and Slipway says why that cannot be."""
        who = (await self._asked(gate, "decide"))[""]
        why = await self.crew.try_in_vain(
            who, f"/gates/{self.key}.{gate}/decision", {"decision": "go", "rationale": rationale}, CONFLICT
        )
        self.tell.refused(self._name(who), f"{gate} go", why)

    async def cannot_vote(self, who: str, gate: str) -> None:
        """Somebody tries to judge their own work."""
        body = {"choice": "approve", "rationale": ""}
        why = await self.crew.try_in_vain(who, f"/gates/{self.key}.{gate}/votes", body, FORBIDDEN)
        self.tell.refused(self._name(who), f"votes at {gate}", why)

    async def _asked(self, gate: str, act: str) -> dict[str, str]:
        """Who finds this gate in their inbox, for each department or seat; of several the first."""
        await self.view()
        view = await self.gate(gate)
        names = {view["decider"], *view["seats"], *view["attest"]}
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

    def _name(self, who: str) -> str:
        return self.crew.members[who].name
