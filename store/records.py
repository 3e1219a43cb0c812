"""Reference data as the store knows it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Department:
    """A department; `id` is how playbooks name it."""

    id: str
    title: str


@dataclass(frozen=True)
class Role:
    """A role; `id` is how playbooks name it."""

    id: str
    title: str


@dataclass(frozen=True)
class Person:
    """Somebody, with the authority they hold now. Whoever left is not `active`, and never removed."""

    id: str
    name: str
    email: str
    timezone: str = "UTC"
    active: bool = True
    manager: str | None = None
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Authority:
    """What somebody may act as."""

    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Organisation:
    """Departments, roles and people, to be put in place together."""

    departments: tuple[Department, ...] = ()
    roles: tuple[Role, ...] = ()
    people: tuple[Person, ...] = ()


@dataclass(frozen=True)
class Token:
    """A bearer token. Only its sha256, in hex, is kept: the secret cannot be told from it."""

    id: str
    person: str
    hash: str
    label: str
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class Session:
    """Somebody signed in to the pages. Only the sha256 of what their browser holds is kept."""

    hash: str
    person: str
    method: str
    """How they showed who they are: `password`, `token` or `sample`."""
    csrf: str
    """What a form of this session must bring along."""
    created_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True)
class PublishedPlaybook:
    """A version of a playbook, for ever; `digest` is the sha256 of `source`."""

    id: str
    version: int
    digest: str
    title: str
    source: str
    published_at: datetime
    published_by: str


@dataclass(frozen=True)
class Reply:
    """What a command was answered over HTTP, kept so that its repetition gets the same bytes."""

    person: str
    key: str
    """The idempotency key."""
    fingerprint: str
    """A digest of the request, to tell a repetition from another request under the same key."""
    status: int
    content_type: str
    body: bytes
    created_at: datetime
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class InboxView:
    """A view of the inbox that somebody saved; `filters` are what a query would say."""

    id: str
    person: str
    name: str
    filters: dict[str, Any]
    position: int


PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
"""Media types of pictures made of dots alone: one in vectors may hold a script."""


@dataclass(frozen=True)
class StoredFile:
    """A file as it was uploaded to a launch. `sha256`, in hex, is where its content lies."""

    launch: str
    sha256: str
    name: str
    """As its uploader called it; never part of a path."""
    media_type: str
    size: int
    """In bytes."""
    uploaded_by: str
    uploaded_at: datetime

    @property
    def is_picture(self) -> bool:
        """A browser draws it by itself, and nothing in it runs."""
        return self.media_type in PICTURES


@dataclass(frozen=True)
class Look:
    """That a person was shown a launch, task or gate, as it was after event `seq` of its launch."""

    person: str
    item: str
    seq: int
    at: datetime


@dataclass(frozen=True)
class Draft:
    """What a person has begun to answer to a task; `body` is whatever they last saved."""

    person: str
    item: str
    body: dict[str, Any]
    updated_at: datetime
