"""`document`: a document is there, known by its digest, and still valid."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from domain.criteria.finding import Finding
from domain.launch.state import Evidence, Launch


def document_present(launch: Launch, gate_id: str, params: Mapping[str, Any], now: datetime) -> Finding:  # noqa: ARG001  the signature of every kind
    """A document with a digest that has every word of `title` in its title, and was gathered for `for_task`."""
    fitting = [item for item in launch.evidence.values() if item.type == "document" and _fits(item, params)]
    digested = [item for item in fitting if item.sha256]
    for item in reversed(digested):
        if item.expires_at is None or item.expires_at > now:
            return Finding(passed=True, why=f"“{item.title}” (sha256 {(item.sha256 or '')[:12]}), from {item.added_by}")
    if digested:
        return Finding(passed=False, why=f"“{digested[-1].title}” has expired; add a newer one")
    if fitting:
        return Finding(passed=False, why=f"“{fitting[-1].title}” has no digest; upload the file")
    wanted = f" whose title says “{params['title']}”" if params.get("title") else ""
    owed = f" for {params['for_task']}" if params.get("for_task") else ""
    return Finding(passed=False, why=f"no document{wanted}{owed} yet; upload one")


def _fits(item: Evidence, params: Mapping[str, Any]) -> bool:
    words = str(params.get("title", "")).casefold().split()
    title = item.title.casefold()
    return all(word in title for word in words) and params.get("for_task") in {None, item.target}
