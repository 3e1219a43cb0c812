"""What decisions rest on."""

from dataclasses import dataclass
from datetime import datetime

from domain.actors import Actor
from domain.errors import NotFound
from domain.launch.commands import AddEvidence
from domain.launch.views import EvidenceView
from service.conduct import Conductor, Done, pick
from service.paging import Page
from store import evidence, launches
from store.database import Database


@dataclass(frozen=True)
class NewEvidence:
    """A piece of evidence to add; see `domain.launch.state.Evidence` for each field."""

    type: str
    title: str
    source: str
    strength: int
    observed_at: datetime
    supports: bool = True
    expires_at: datetime | None = None
    sha256: str | None = None
    target: str | None = None
    summary: str = ""


@dataclass(frozen=True)
class EvidenceLog:
    """The use cases of evidence."""

    database: Database
    conductor: Conductor

    async def add(self, actor: Actor, command_key: str, launch_key: str, wanted: NewEvidence) -> Done[EvidenceView]:
        """Put a piece of evidence on a launch's record."""
        fields = {**vars(wanted), "target": wanted.target and wanted.target.removeprefix(f"{launch_key}.")}
        command = AddEvidence(command_key, actor, **fields)
        receipt, batch, projected = await self.conductor.carry_out(launch_key, command)
        view = pick(batch.evidence, lambda item: item.evidence.id == receipt.verdict)
        return Done(view, receipt.seq, receipt.verdict, projected)

    async def show(self, evidence_id: str) -> EvidenceView:
        """One piece of evidence. Raises NotFound."""
        async with self.database.read() as conn:
            view = await evidence.get(conn, evidence_id)
        if view is None:
            raise NotFound(f"There is no evidence {evidence_id}.")
        return view

    async def list(self, launch_key: str, *, cursor: str | None = None, limit: int = 50) -> Page[EvidenceView]:
        """The evidence of a launch, in the order it came. Raises NotFound."""
        async with self.database.read() as conn:
            if await launches.seq(conn, launch_key) is None:
                raise NotFound(f"There is no launch {launch_key}.")
            return await evidence.of_launch(conn, launch_key, cursor=cursor, limit=limit)
