"""What decisions rest on."""

import re
from dataclasses import dataclass, replace
from datetime import datetime

from domain.actors import Actor
from domain.errors import Invalid, NotFound, Problem
from domain.launch.commands import AddEvidence
from domain.launch.state import Evidence
from domain.launch.views import EvidenceView
from service.conduct import Conductor, Done, pick
from service.findings import Findings
from service.paging import Page
from store import evidence, files, launches
from store.database import Database

SCHEME = re.compile(r"\s*([A-Za-z][A-Za-z0-9+.-]*):(?!\s)")
LINKS = frozenset({"http", "https"})


@dataclass(frozen=True)
class NewEvidence:
    """A piece of evidence to add; see `domain.launch.state.Evidence` for each field.

    `sha256` is that of a file uploaded to the launch, unless `source` is a link: then it is that of what lies there.
    Links are never followed. `source` may be empty for an uploaded file: it takes the file's name.
    """

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
    findings: Findings

    async def add(self, actor: Actor, command_key: str, launch_key: str, wanted: NewEvidence) -> Done[EvidenceView]:
        """Put a piece of evidence on a launch's record."""
        wanted = replace(wanted, source=await self._source(launch_key, wanted))
        fields = {**vars(wanted), "target": wanted.target and wanted.target.removeprefix(f"{launch_key}.")}
        item = Evidence(id="", added_by=actor.id, added_at=wanted.observed_at, **fields)
        found = await self.findings.after(launch_key, lambda known: known.with_evidence(item))
        command = AddEvidence(command_key, actor, **fields, findings=found)
        return await self.conductor.carry_out(
            launch_key, command, lambda batch, verdict: pick(batch.evidence, lambda item: item.evidence.id == verdict)
        )

    async def _source(self, launch_key: str, wanted: NewEvidence) -> str:
        """Where it is to be found. Raises Invalid for a link that is none, and for a file that is not here."""
        scheme = SCHEME.match(wanted.source)
        if scheme is not None:
            if scheme[1].lower() not in LINKS:
                problem = Problem("/source", "A link begins with https:// or http://; or upload the file.")
                raise Invalid("The evidence is incomplete; see each problem.", problems=[problem])
            return wanted.source.strip()
        if wanted.sha256 is None:
            if not wanted.source.strip():
                problem = Problem("/source", "Say where it is to be found, or give the sha256 of an uploaded file.")
                raise Invalid("The evidence is incomplete; see each problem.", problems=[problem])
            return wanted.source
        async with self.database.read() as conn:
            file = await files.of_launch(conn, launch_key, wanted.sha256)
        if file is None:
            problem = Problem("/sha256", f"No such file was uploaded to {launch_key}: upload it first, or give a link.")
            raise Invalid("The evidence is incomplete; see each problem.", problems=[problem])
        return wanted.source.strip() or file.name

    async def show(self, evidence_id: str) -> EvidenceView:
        """One piece of evidence. Raises NotFound."""
        async with self.database.read() as conn:
            view = await evidence.get(conn, evidence_id)
        if view is None:
            raise NotFound(f"There is no evidence {evidence_id}.")
        return view

    async def list(
        self,
        launch_key: str,
        *,
        type: str | None = None,  # noqa: A002 - what evidence calls it
        target: str | None = None,
        supports: bool | None = None,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[EvidenceView]:
        """The evidence of a launch, in the order it came. Raises NotFound.

        `target` is the local id of the task or gate it was gathered for.
        """
        async with self.database.read() as conn:
            found = await evidence.of_launch(
                conn, launch_key, type=type, target=target, supports=supports, cursor=cursor, limit=limit
            )
            if not found.items and await launches.seq(conn, launch_key) is None:
                raise NotFound(f"There is no launch {launch_key}.")
            return found
