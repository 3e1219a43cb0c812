"""The tables. What is filtered or sorted has a column; the rest of a view is JSON in `body`.

`seq` on launches, tasks, gates, evidence, plans and requests is how far the launch's log went when the row was
written: a row only ever gives way to one that saw more.
"""

from store.tables.base import metadata
from store.tables.bookkeeping import commands, files, key_reservations, launch_keys
from store.tables.personal import drafts, inbox_views, looks, notification_preferences, snoozes
from store.tables.projection import events, evidence, gates, inbox, launches, plans, requests, subjects, tasks
from store.tables.reference import (
    delegations,
    departments,
    passwords,
    people,
    person_departments,
    person_roles,
    person_words,
    playbooks,
    roles,
    sessions,
    tokens,
)
from store.tables.telling import comments, deliveries, notices

__all__ = [
    "commands",
    "comments",
    "delegations",
    "deliveries",
    "departments",
    "drafts",
    "events",
    "evidence",
    "files",
    "gates",
    "inbox",
    "inbox_views",
    "key_reservations",
    "launch_keys",
    "launches",
    "looks",
    "metadata",
    "notices",
    "notification_preferences",
    "passwords",
    "people",
    "person_departments",
    "person_roles",
    "person_words",
    "plans",
    "playbooks",
    "requests",
    "roles",
    "sessions",
    "snoozes",
    "subjects",
    "tasks",
    "tokens",
]
