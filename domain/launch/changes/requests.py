"""Reviews that were asked for."""

from dataclasses import replace

from domain.events import Event
from domain.launch.changes.parts import Changes
from domain.launch.state import Launch, Opinion, Request, RequestState


def lapse(launch: Launch, event: Event, target: str | None = None) -> Launch:
    """Nobody is asked any more about what is over: one task or gate, or all of a launch."""
    late = {
        request.id: replace(request, state=RequestState.LAPSED, closed_at=event.occurred_at)
        for request in launch.requests.values()
        if request.state is RequestState.OPEN and target in {None, request.target}
    }
    return replace(launch, requests={**launch.requests, **late}) if late else launch


def _with(launch: Launch, request: Request) -> Launch:
    return replace(launch, requests={**launch.requests, request.id: request})


def _review_requested(launch: Launch, event: Event) -> Launch:
    data = event.data
    asked = Request(event.target, data["about"], event.actor, data["of"], event.occurred_at, data["note"])
    return _with(launch, asked)


def _review_answered(launch: Launch, event: Event) -> Launch:
    answered = replace(
        launch.requests[event.target],
        state=RequestState.ANSWERED,
        opinion=Opinion(event.data["opinion"]),
        answer=event.data["note"],
        closed_at=event.occurred_at,
    )
    return _with(launch, answered)


def _review_withdrawn(launch: Launch, event: Event) -> Launch:
    asked = launch.requests[event.target]
    return _with(launch, replace(asked, state=RequestState.WITHDRAWN, closed_at=event.occurred_at))


CHANGES: Changes = {
    "review.requested": _review_requested,
    "review.answered": _review_answered,
    "review.withdrawn": _review_withdrawn,
}
