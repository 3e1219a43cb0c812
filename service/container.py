"""The one place where use cases get their parts, for every door and for tests."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from temporalio.client import Client, Plugin
from temporalio.runtime import Runtime

from service.audit import Audit
from service.burn_up import BurnUps
from service.changes import Changes
from service.commands import Commands
from service.comments import Comments
from service.conduct import Conductor
from service.converter import CONVERTER
from service.delegations import Delegations
from service.deliveries import Deliveries
from service.drafts import Drafts
from service.engine import Engine
from service.evidence import EvidenceLog
from service.files import Files
from service.findings import Findings
from service.gates import Gates
from service.health import Health
from service.inbox import Inbox
from service.launches import Launches
from service.lookout import Lookout
from service.looks import Looks
from service.metrics import Metrics
from service.notices import Notices
from service.people import People
from service.playbooks import Playbooks
from service.portfolio import Portfolio
from service.reconcile import Reconciler
from service.requests import Requests
from service.schedule import Schedules
from service.sessions import Sessions
from service.settings import Settings
from service.tasks import Tasks
from service.tokens import Tokens
from store.blobs import Blobs
from store.database import Database
from telemetry.setup import Telemetry
from telemetry.waits import Waits


@dataclass(frozen=True)
class Slipway:
    """Every use case, ready to be called."""

    database: Database
    engine: Engine
    launches: Launches
    changes: Changes
    tasks: Tasks
    drafts: Drafts
    gates: Gates
    evidence: EvidenceLog
    inbox: Inbox
    people: People
    delegations: Delegations
    schedules: Schedules
    burn_ups: BurnUps
    portfolio: Portfolio
    playbooks: Playbooks
    tokens: Tokens
    sessions: Sessions
    commands: Commands
    health: Health
    audit: Audit
    reconciler: Reconciler
    requests: Requests
    comments: Comments
    notices: Notices
    deliveries: Deliveries
    metrics: Metrics
    files: Files
    lookout: Lookout
    looks: Looks

    async def close(self) -> None:
        """Let go of the database."""
        self.lookout.close()
        await self.database.dispose()


def assemble(database: Database, client: Client, settings: Settings, telemetry: Telemetry | None = None) -> Slipway:
    """Put the use cases together over a database and a client of the engine."""
    engine = Engine(client, settings.task_queue, timedelta(seconds=settings.command_timeout_s), settings.public_url)
    conductor = Conductor(engine, database, Waits(telemetry) if telemetry else None)
    playbooks = Playbooks(database)
    findings = Findings(database, engine)
    launches = Launches(database, engine, conductor, playbooks)
    return Slipway(
        database=database,
        engine=engine,
        launches=launches,
        changes=Changes(database, conductor, playbooks, launches, findings),
        tasks=Tasks(database, conductor, findings),
        drafts=Drafts(database),
        gates=Gates(database, conductor, findings),
        evidence=EvidenceLog(database, conductor, findings),
        inbox=Inbox(database),
        people=People(database),
        delegations=Delegations(database),
        schedules=Schedules(database),
        burn_ups=BurnUps(database, playbooks),
        portfolio=Portfolio(database),
        playbooks=playbooks,
        tokens=Tokens(database),
        sessions=Sessions(database, settings.offers_sample_people),
        commands=Commands(database),
        health=Health(database, engine),
        audit=Audit(database, engine),
        reconciler=Reconciler(database, engine),
        requests=Requests(database, conductor),
        comments=Comments(database),
        deliveries=Deliveries(database),
        notices=Notices(database, settings.webhooks_to_loopback),
        metrics=Metrics(database, conductor, findings),
        files=Files(database, Blobs(settings.files_url), settings.files_max_mib * 1024 * 1024, settings.files_types),
        lookout=Lookout(database),
        looks=Looks(database),
    )


async def connect(
    settings: Settings, *, plugins: Sequence[Plugin] = (), runtime: Runtime | None = None, lazy: bool = True
) -> Client:
    """A client of the engine. A lazy one connects on first use, so that a process can start before the engine."""
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=CONVERTER,
        plugins=plugins,
        runtime=runtime,
        lazy=lazy,
    )


async def open_slipway(
    settings: Settings,
    *,
    plugins: Sequence[Plugin] = (),
    runtime: Runtime | None = None,
    telemetry: Telemetry | None = None,
) -> Slipway:
    """Everything, as the settings say. Works while the engine is down: reading goes on, acting says 503."""
    database = Database(settings.database_url.get_secret_value())
    return assemble(database, await connect(settings, plugins=plugins, runtime=runtime), settings, telemetry)
