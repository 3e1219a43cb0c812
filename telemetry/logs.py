"""Logs: readable on a terminal, one JSON object a line elsewhere; each with its trace and launch."""

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, TextIO

from domain.ids import workflow_id
from telemetry.current import current_span_id, current_trace_id
from telemetry.redaction import redact

_LAUNCH: ContextVar[str | None] = ContextVar("launch", default=None)
_WORKFLOW_OF_A_LAUNCH = workflow_id("")


def configure_logs(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Send every logger of this process to `stream` (standard error by default), replacing earlier handlers.

    Give uvicorn `log_config=None`, or it brings handlers of its own. Raise `ValueError` for an unknown level.
    """
    stream = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(stream)
    handler.addFilter(_add_context)
    handler.setFormatter(ReadableFormatter() if stream.isatty() else JsonFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)


@contextmanager
def about_launch(launch_id: str) -> Iterator[None]:
    """Everything logged inside the block is about this launch."""
    token = _LAUNCH.set(launch_id)
    try:
        yield
    finally:
        _LAUNCH.reset(token)


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, message, trace_id, span_id, launch, error."""

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        fields: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": redact(record.getMessage()),
            "trace_id": getattr(record, "trace_id", None),
            "span_id": getattr(record, "span_id", None),
            "launch": getattr(record, "launch", None),
        }
        if record.exc_info:
            fields["error"] = redact(self.formatException(record.exc_info))
        return json.dumps(fields, ensure_ascii=False)


class ReadableFormatter(logging.Formatter):
    """For people: time, level, logger, message, then the launch and the trace if there are any."""

    def __init__(self) -> None:
        """The layout is fixed."""
        super().__init__("%(asctime)s %(levelname)-7s %(name)s  %(message)s", datefmt="%H:%M:%S")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - overrides logging's own name
        """Render the line; the standard formatter adds the traceback."""
        launch, trace_id = getattr(record, "launch", None), getattr(record, "trace_id", None)
        marks = [f"launch={launch}"] * bool(launch) + [f"trace={trace_id}"] * bool(trace_id)
        return "  ".join([super().formatMessage(record), *marks])

    def format(self, record: logging.LogRecord) -> str:
        """Render one record."""
        return redact(super().format(record))


def _add_context(record: logging.LogRecord) -> bool:
    # Handlers run where the record was made, so the current span is the one that logged.
    record.trace_id, record.span_id = current_trace_id(), current_span_id()
    record.launch = getattr(record, "launch", None) or _LAUNCH.get() or _launch_of_engine(record)
    return True


def _launch_of_engine(record: logging.LogRecord) -> str | None:
    """The launch whose workflow or activity logged, from what the Temporal SDK puts on a record."""
    for attribute in ("temporal_workflow", "temporal_activity"):
        identifier = str(getattr(record, attribute, {}).get("workflow_id") or "")
        if identifier.startswith(_WORKFLOW_OF_A_LAUNCH):
            return identifier.removeprefix(_WORKFLOW_OF_A_LAUNCH)
    return None
