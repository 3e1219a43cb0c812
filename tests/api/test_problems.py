"""The map from the error tree to HTTP is complete."""

from collections.abc import Iterator

import pytest

from api.problems import SHOWN, refusal, shown
from domain.errors import Problem, SlipwayError, error_kinds

SCOPE = {"type": "http", "path": "/api/v1/x", "state": {"request_id": "r1"}}


@pytest.mark.parametrize("kind", error_kinds().values(), ids=lambda kind: kind.__name__)
def test_every_error_is_mapped(kind: type[SlipwayError]) -> None:
    """A new class of error needs a line in the map, whatever its parents have."""
    assert kind in SHOWN


@pytest.mark.parametrize("kind", error_kinds().values(), ids=lambda kind: kind.__name__)
def test_children_share_their_parents_status(kind: type[SlipwayError]) -> None:
    """Whoever handles the parent's status handles the child's."""
    for parent in _parents(kind):
        assert shown(parent).status == shown(kind).status


def test_facts_are_members_and_hide_nothing() -> None:
    """What an error knows is said, and cannot replace what every problem has."""
    error = SlipwayError("Because.", problems=[Problem("/a", "b")], holder="erin", status=200, type="x")

    reply = refusal(SCOPE, error)

    assert reply.status_code == 409
    assert b'"holder": "erin"' in bytes(reply.body)
    assert b'"status": 409' in bytes(reply.body)
    assert b'"type": "urn:slipway:problem:refused"' in bytes(reply.body)


def _parents(kind: type[SlipwayError]) -> Iterator[type[SlipwayError]]:
    for parent in kind.__mro__[1:]:
        if issubclass(parent, SlipwayError) and parent is not SlipwayError:
            yield parent
