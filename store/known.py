"""What is known of a launch, for those who evaluate its criteria."""

from typing import Any

from sqlalchemy import Connection, select

from domain.launch.views import Batch, EvidenceView, LaunchView, TaskView
from store.codec import from_json
from store.tables import evidence, launches, tasks


def launch_view(conn: Connection, key: str) -> LaunchView | None:
    """The launch, when it has criteria to evaluate; None when it has none, or is not there."""
    body: Any = conn.scalar(select(launches.c.body).where(launches.c.key == key))
    return from_json(LaunchView, body) if body and body.get("checks") else None


def whole(conn: Connection, launch: LaunchView) -> Batch:
    """The launch with its tasks and its evidence."""
    return Batch(
        launch=launch,
        tasks=tuple(from_json(TaskView, body) for body in conn.scalars(_bodies(tasks, launch.key))),
        evidence=tuple(from_json(EvidenceView, body) for body in conn.scalars(_bodies(evidence, launch.key))),
    )


def _bodies(table: Any, key: str) -> Any:
    return select(table.c.body).where(table.c.launch == key).order_by(table.c.id)
