"""What to type next, after the server refused something."""

from collections.abc import Mapping
from typing import Any

_PREFIX = "urn:slipway:problem:"
_NOUNS = {"tasks": "task", "gates": "gate", "launches": "launch"}


def next_steps(problem: Mapping[str, Any]) -> list[str]:
    """Commands that lead on from a problem document; none when its own words say it all."""
    code = str(problem.get("type") or "").removeprefix(_PREFIX)
    noun, item = _where(str(problem.get("instance") or ""))
    if not item:
        return []
    if code in {"already-decided", "stale-version"}:
        return [f"See how it stands: `slipway {noun} show {item}`."]
    if code == "already-claimed":
        return [f"Ask {problem.get('holder')} to hand it over: `slipway task assign {item} PERSON`."]
    if code == "subject-changed":
        return [f"Read it again: `slipway gate subject {item}`."]
    if code == "impact-changed":
        return ["Preview it again: the same command without --apply and --impact."]
    return []


def _where(instance: str) -> tuple[str, str]:
    """The noun and the id in the path of a request, such as `/api/v1/gates/AUR-1.G0/votes`."""
    _, _, rest = instance.partition("/api/v1/")
    noun, _, after = rest.partition("/")
    return (_NOUNS[noun], after.partition("/")[0]) if noun in _NOUNS else ("", "")
