"""What people say about launches, tasks and gates."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from domain.actors import Actor
from domain.comments import MAX_MENTIONS, MAX_TEXT, Comment, named_in
from domain.errors import Invalid, KeyReused, NotAllowed, NotFound, Problem
from domain.mentions import mention_notice
from domain.text import UNSAFE
from service.paging import Page
from store import comments, notices
from store.database import Database

__all__ = ["Comment", "Comments", "Subject"]


class Subject(StrEnum):
    """What can be commented on."""

    LAUNCH = "launch"
    TASK = "task"
    GATE = "gate"

    @property
    def folder(self) -> str:
        """Where pages of this kind are."""
        return "launches" if self is Subject.LAUNCH else f"{self}s"


@dataclass(frozen=True)
class Comments:
    """The use cases of comments. They live in the database alone: no launch depends on what is said about it."""

    database: Database

    async def add(self, actor: Actor, command_key: str, kind: Subject, item: str, text: str) -> Comment:
        """Say something; the people it names are told, by notices written in the same transaction.

        Once for each command key. A name behind an `@` that is no active person's stays plain text, and is not
        among the comment's mentions. Raises NotFound and Invalid.
        """
        named = _checked(text)
        comment_id = "cmt_" + hashlib.sha256(command_key.encode()).hexdigest()[:24]
        now = datetime.now(UTC)
        async with self.database.write() as conn:
            about = await comments.subject(conn, kind, item)
            if about is None:
                raise NotFound(f"There is no {kind} {item}.")
            launch, title = about
            known = await comments.active(conn, named) if named else frozenset()
            mentions = tuple(name for name in named if name in known)
            comment = Comment(comment_id, launch, item, actor.id, text, mentions, now, actor.on_behalf_of)
            if not await comments.add(conn, comment):
                return _repeated(await comments.get(conn, comment_id), comment)
            path = f"/{kind.folder}/{item}"
            told = [
                mention_notice(comment_id, launch, item, title, path, actor.id, person, text, now)
                for person in mentions
                if person not in (actor.id, actor.on_behalf_of)
            ]
            await notices.add(conn, told)
        return comment

    async def show(self, comment_id: str) -> Comment:
        """One comment. Raises NotFound."""
        async with self.database.read() as conn:
            found = await comments.get(conn, comment_id)
        if found is None:
            raise NotFound(f"There is no comment {comment_id}.")
        return found

    async def list(self, kind: Subject, item: str, *, cursor: str | None = None, limit: int = 50) -> Page[Comment]:
        """What was said, in the order it came. Raises NotFound."""
        async with self.database.read() as conn:
            if await comments.subject(conn, kind, item) is None:
                raise NotFound(f"There is no {kind} {item}.")
            return await comments.of_item(conn, item, cursor=cursor, limit=limit)

    async def latest(self, kind: Subject, item: str, *, limit: int = 20) -> tuple[tuple[Comment, ...], bool]:
        """What was said last, in the order it came; and whether there is more before it. Raises NotFound."""
        async with self.database.read() as conn:
            if await comments.subject(conn, kind, item) is None:
                raise NotFound(f"There is no {kind} {item}.")
            return await comments.latest_of_item(conn, item, limit=limit)

    async def take_back(self, actor: Actor, comment_id: str) -> Comment:
        """Leave a tombstone in place of your own comment; whoever was not told of it yet will not be.

        Taking it back again changes nothing. Raises NotFound and NotAllowed.
        """
        async with self.database.write() as conn:
            found = await comments.get(conn, comment_id)
            if found is None:
                raise NotFound(f"There is no comment {comment_id}.")
            if found.author != actor.id:
                raise NotAllowed("Only the author takes a comment back.", author=found.author)
            await comments.take_back(conn, comment_id, datetime.now(UTC))
        return await self.show(comment_id)


def _repeated(kept: Comment | None, asked: Comment) -> Comment:
    """The command was carried out before, though its reply was lost."""
    if kept is None or (kept.item, kept.author) != (asked.item, asked.author):
        raise KeyReused
    return kept


def _checked(text: str) -> tuple[str, ...]:
    named = named_in(text)
    problem = None
    if not text.strip():
        problem = "Say something."
    elif len(text) > MAX_TEXT:
        problem = f"At most {MAX_TEXT} characters."
    elif UNSAFE.search(text):
        problem = "It must not contain control characters or lone surrogates."
    elif len(named) > MAX_MENTIONS:
        problem = f"Name at most {MAX_MENTIONS} people."
    if problem:
        raise Invalid("The comment cannot be kept as it is.", problems=[Problem("/text", problem)])
    return named
