"""What somebody gives their word on: it must be what the gate shows now, and its digest goes on record."""

from collections.abc import Iterable, Sequence
from typing import Any

from domain.errors import SubjectChanged
from domain.events import Event
from domain.ids import item_id
from domain.launch.apply import apply
from domain.launch.state import Attestation, Decision, Gate, Launch, Proposal, Score, Vote
from domain.launch.subject import subject
from domain.launch.views import SubjectView

CURRENT = "current"
"""Given instead of a digest by callers who do not say what they saw, such as scripts and the command line: what the
gate shows at that moment is what goes on record. Nobody can have seen less of it than a person who does not look."""


def require_seen(launch: Launch, gate_id: str, seen: str | None) -> None:
    """What the caller saw is what the gate shows now."""
    if seen is None or seen == CURRENT:
        return
    now = subject(launch, gate_id)
    if seen != now.digest:
        raise SubjectChanged(
            f"What {gate_id} is about has changed since you looked. Read it again, then say what you think of it.",
            seen=seen,
            current=now.digest,
            changed=[{"part": part.name, "digest": part.digest, "after": part.content} for part in now.parts],
        )


def on_record(launch: Launch, gate_id: str, seen: str | None) -> dict[str, Any]:
    """What an event says of the subject it was given on.

    None is a command from before subjects were kept. Histories hold such commands, and must go on to say to the
    letter what they said, so nothing is added to theirs.
    """
    return {} if seen is None else {"subject": subject(launch, gate_id).digest}


def proposed_on(launch: Launch, gate_id: str, seen: str | None, acknowledged: Sequence[str]) -> dict[str, Any]:
    """What an event that proposes a decision says of its subject, and of the changes it would take over."""
    return on_record(launch, gate_id, seen) | ({"acknowledged": list(acknowledged)} if acknowledged else {})


def acted_on(before: Launch | None, after: Launch, events: Iterable[Event]) -> tuple[SubjectView, ...]:
    """The subjects that these events are the first to be given on, whole.

    Each is put together from the launch as it stood at its event. Without `before` that cannot be known of a subject
    that has changed since; then its digest alone remains.
    """
    given = [event for event in events if "subject" in event.data]
    if not given:
        return ()
    last, launch = given[-1].seq, before
    found: dict[tuple[str, str], SubjectView] = {}
    for event in events:
        if "subject" in event.data:
            gate_id, digest = event.target, event.data["subject"]
            shown = subject(launch or after, gate_id)
            known = before is not None and gate_id in before.gates and digest in _digests(before.gates[gate_id])
            if shown.digest == digest and not known:
                found[gate_id, digest] = SubjectView(
                    digest, item_id(after.key, gate_id), after.key, event.seq, shown.parts
                )
        if event.seq == last:
            break
        launch = apply(launch, event) if launch else None
    return tuple(found.values())


def _digests(gate: Gate) -> tuple[str | None, ...]:
    """What has been acted on in this attempt of the gate, as far as it still stands."""
    proposed = (*gate.past_proposals, *((gate.proposal,) if gate.proposal else ()))
    words: tuple[Vote | Attestation | Score | Decision | Proposal, ...]
    words = (*gate.votes, *gate.attestations, *gate.scores, *gate.past, *proposed)
    return tuple(word.subject for word in words)
