"""The numbers a launch is measured by."""

from dataclasses import dataclass
from datetime import datetime

from domain.actors import Actor
from domain.errors import NotFound
from domain.launch.commands import RecordReading
from domain.launch.outside import Known
from domain.launch.state import Reading
from domain.launch.views import LaunchView, MetricView
from service.conduct import Conductor, Done, pick
from service.findings import Findings
from service.paging import Page
from store import launches, readings
from store.database import Database


@dataclass(frozen=True)
class NewReading:
    """A reading to record; see `domain.launch.state.Reading` for each field."""

    metric: str
    value: str
    unit: str
    observed_at: datetime
    source: str


@dataclass(frozen=True)
class Metrics:
    """The use cases of metrics."""

    database: Database
    conductor: Conductor
    findings: Findings

    async def record(self, actor: Actor, command_key: str, launch_key: str, wanted: NewReading) -> Done[MetricView]:
        """Put a reading on record."""
        latest = await self._latest(launch_key, wanted.metric)

        def recorded(known: Known) -> Known:
            newer = latest is None or wanted.observed_at >= latest.observed_at
            return known.with_metric(wanted.metric, wanted.value) if newer else known

        found = await self.findings.after(launch_key, recorded)
        command = RecordReading(command_key, actor, **vars(wanted), findings=found)
        return await self.conductor.carry_out(
            launch_key, command, lambda batch, _: pick(batch.launch.metrics, lambda metric: metric.id == wanted.metric)
        )

    async def _latest(self, launch_key: str, metric: str) -> Reading | None:
        """The latest reading, as far as the read model knows; the rules notice when it lags."""
        async with self.database.read() as conn:
            view = await launches.get(conn, launch_key)
        return next((one.latest for one in view.metrics if one.id == metric), None) if view else None

    async def list(self, launch_key: str) -> tuple[MetricView, ...]:
        """Every metric of a launch with its latest reading. Raises NotFound."""
        return (await self._launch(launch_key)).metrics

    async def history(
        self, launch_key: str, metric: str, *, cursor: str | None = None, limit: int = 50
    ) -> Page[Reading]:
        """The readings of a metric, the one recorded last first. Raises NotFound."""
        view = await self._launch(launch_key)
        if metric not in {one.id for one in view.metrics}:
            raise NotFound(f"{launch_key} has no metric {metric}.")
        async with self.database.read() as conn:
            return await readings.page(conn, launch_key, metric, cursor=cursor, limit=limit)

    async def _launch(self, launch_key: str) -> LaunchView:
        async with self.database.read() as conn:
            view = await launches.get(conn, launch_key)
        if view is None:
            raise NotFound(f"There is no launch {launch_key}.")
        return view
