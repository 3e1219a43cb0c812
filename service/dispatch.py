"""Notices on their way to people: who is told, through what, when, and how often it is tried."""

import asyncio
import logging
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from channels.protocol import Channel, TryLater, Undeliverable
from channels.registry import NULL, Setup, open_channels
from domain.messages import Link, Message
from domain.notices import ANY_ACT, Notice, NoticeKind
from domain.preferences import FOR_SUBSTITUTES
from service.people import actor
from service.quiet import quiet_until
from service.settings import Settings
from service.standing_in import StandingIn, StandIns, is_asked
from store import inbox, notices, people, preferences
from store.database import Database
from store.notices import DeliveryState, Leased, NewDelivery, Waiting
from store.preferences import Chosen
from store.records import Person
from telemetry.untraced import untraced

logger = logging.getLogger(__name__)

DELAYS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
)  # ten attempts over 75 h 35 m, as Standard Webhooks has it
"""How long to wait after each attempt that failed; after the last one a delivery is dead."""

ATTEMPTS = len(DELAYS) + 1
JITTER = 0.2
"""By how much of itself a delay may be longer, so that what failed together does not come back together."""

LEASE = timedelta(minutes=2)
"""How long a delivery stays ours; longer than sending may take."""
SEND_WITHIN = 45.0
"""Seconds that one message may take."""
STALE = timedelta(days=7)
"""What nobody was told in a week is history: it stands in the log of its launch."""
KEPT_FOR = timedelta(days=90)

_AT_ONCE = 16


@dataclass(frozen=True)
class _Known:
    """What is known at the moment of sending."""

    people: Mapping[str, Person]
    chosen: Mapping[str, Chosen]
    waiting: Mapping[str, Sequence[Waiting]]
    deleted_comments: frozenset[str]
    stand_ins: StandIns
    """Whom those stand in for who are told in place of somebody."""


@dataclass(frozen=True)
class Dispatcher:
    """Tells people. Several may work on one database, in several processes."""

    database: Database
    channels: Mapping[str, Channel]
    public_url: str
    slack_url: str = ""
    """Where Slack messages go for people who have no webhook of their own."""
    chance: random.Random = field(default_factory=random.Random)
    send_within: float = SEND_WITHIN

    async def dispatch_once(self, now: datetime) -> int:
        """Turn new notices into deliveries, and make one attempt at some that are due; says how much there was.

        Cancelled half-way, it loses nothing: what was sent but not marked is sent again, under the same id.
        """
        with untraced():
            due = await self.database.look(lambda conn: notices.is_due_sync(conn, now))
        if not due:
            return 0
        told = await self._tell(now)
        async with self.database.write() as conn:
            leased = await notices.lease(conn, now, LEASE, _AT_ONCE)
        if leased:
            known = await self._look_around(leased, now)
            await asyncio.gather(*(self._deliver(one, known, now) for one in leased))
        return told + len(leased)

    async def forget_old(self, now: datetime) -> int:
        """Drop notices of more than 90 days ago, with their deliveries; says how many."""
        async with self.database.write() as conn:
            return await notices.prune(conn, now - KEPT_FOR)

    async def _tell(self, now: datetime) -> int:
        async with self.database.write() as conn:
            taken = await notices.take_new(conn, 50)
            if not taken:
                return 0
            fresh = [notice for notice in taken if notice.created_at > now - STALE]
            audiences = dict.fromkeys(notice.audience for notice in fresh)
            members = {audience: await people.candidates(conn, audience) for audience in audiences}
            asking = [notice for notice in fresh if notice.kind in FOR_SUBSTITUTES]
            asked = {person.id for notice in asking for person in members[notice.audience]}
            stand_ins = await StandIns.of(conn, asking, asked, now)
            # Whoever is asked themselves is told so, and not as somebody's substitute as well.
            told = [(notice, members[notice.audience]) for notice in fresh]
            told += [(notice, stand_ins.substitutes(notice, members[notice.audience])) for notice in asking]
            chosen = await preferences.of(conn, {person.id for _, people in told for person in people})
            found = [one for notice, people in told for one in self._deliveries(notice, people, chosen)]
            await notices.tell(conn, taken, found, now)
        return len(taken)

    def _deliveries(
        self, notice: Notice, told: Iterable[Person], chosen: Mapping[str, Chosen]
    ) -> Iterable[NewDelivery]:
        for person in told:
            if person.id in notice.excluded:
                continue
            choice = chosen.get(person.id, Chosen())
            wanted = choice.preferences.channels(notice.kind)
            for name in dict.fromkeys(one if self._reaches(one, choice) else NULL for one in wanted):
                yield NewDelivery(notice.id, person.id, name, notice.topic)

    def _reaches(self, channel: str, choice: Chosen) -> bool:
        return channel in self.channels and (channel != "slack" or bool(choice.slack_url or self.slack_url))

    async def _look_around(self, leased: Sequence[Leased], now: datetime) -> _Known:
        of_comments = {one.notice.item for one in leased if one.notice.act == NoticeKind.MENTION}
        items = {one.notice.item for one in leased if one.notice.act} - of_comments
        who = {one.person for one in leased}
        async with self.database.read() as conn:
            found = await people.several(conn, who)
            others = [one for one in leased if one.person in found and _for_another(one.notice, found[one.person])]
            return _Known(
                people=found,
                chosen=await preferences.of(conn, who),
                waiting=await notices.waiting(conn, items) if items else {},
                deleted_comments=await notices.deleted_comments(conn, of_comments) if of_comments else frozenset(),
                stand_ins=await StandIns.towards(
                    conn, [one.notice for one in others], {one.person for one in others}, now
                ),
            )

    async def _deliver(self, leased: Leased, known: _Known, now: datetime) -> None:
        person, choice = known.people.get(leased.person), known.chosen.get(leased.person, Chosen())
        if person is None or not person.active:
            await self._settle(leased, DeliveryState.MOOT, now)
            return
        instead = known.stand_ins.standing(leased.notice, person) if _for_another(leased.notice, person) else None
        if not _still_true(leased.notice, person, instead, known):
            await self._settle(leased, DeliveryState.MOOT, now)
            return
        until = quiet_until(choice.preferences.quiet_hours, person.timezone, now)
        if until is not None and not (leased.notice.urgent and choice.preferences.urgent_anyway):
            await self.database.together(lambda conn: notices.put_off_sync(conn, leased, until))
            return
        if leased.attempts > ATTEMPTS:  # whoever tried before did not live to say how it went
            await self._settle(leased, DeliveryState.DEAD, now, "no attempt came back")
            return
        try:
            async with asyncio.timeout(self.send_within):
                await self._send(leased, person, instead, choice)
        except Undeliverable as error:
            await self._settle(leased, DeliveryState.DEAD, now, str(error))
        except Exception as error:  # noqa: BLE001  whatever a channel runs into may work the next time
            await self._try_again(leased, error, now)
        else:
            await self._settle(leased, DeliveryState.SENT, now)

    async def _send(self, leased: Leased, person: Person, instead: StandingIn | None, choice: Chosen) -> None:
        channel = self.channels.get(leased.channel)
        if channel is None:
            raise ConnectionError(f"{leased.channel} is not set up any more")
        addresses = {"email": person.email, "slack": choice.slack_url or self.slack_url}
        await channel.send(self._message(leased, person, instead, addresses.get(leased.channel, person.id)))

    def _message(self, leased: Leased, person: Person, instead: StandingIn | None, address: str) -> Message:
        base, notice = self.public_url.rstrip("/"), leased.notice
        why = f"You stand in for {instead.principal.name}.\n\n" if instead else ""
        return Message(
            id=f"{notice.id}:{person.id}",
            thread=notice.launch,
            name=person.name,
            address=address,
            subject=notice.subject,
            text=f"{why}{notice.text}",
            links=(
                Link("Open", f"{base}{notice.path}"),
                Link("Launch", f"{base}/launches/{notice.launch}"),
                Link("Inbox", f"{base}/inbox"),
            ),
        )

    async def _try_again(self, leased: Leased, error: Exception, now: datetime) -> None:
        said = f"{type(error).__name__}: {error}"
        if leased.attempts >= ATTEMPTS:
            await self._settle(leased, DeliveryState.DEAD, now, said)
            return
        delay = DELAYS[leased.attempts - 1] * (1 + JITTER * self.chance.random())
        if isinstance(error, TryLater):
            delay = max(delay, timedelta(seconds=error.seconds))
        await self.database.together(lambda conn: notices.put_off_sync(conn, leased, now + delay, said))
        logger.warning("notice %s did not leave by %s: %s", leased.notice.id, leased.channel, type(error).__name__)

    async def _settle(self, leased: Leased, state: DeliveryState, now: datetime, error: str = "") -> None:
        # Of what is sent at the same time, most is written down at the same time, too: one file has one writer.
        await self.database.together(lambda conn: notices.settle_sync(conn, leased, state, now, error))
        if state is DeliveryState.DEAD:
            logger.error("notice %s is dead: %s gave it up", leased.notice.id, leased.channel)


def _for_another(notice: Notice, person: Person) -> bool:
    """Whether somebody is told in place of another: it is not asked of themselves, by whatever name."""
    return notice.kind in FOR_SUBSTITUTES and not is_asked(notice, actor(person))


def _still_true(notice: Notice, person: Person, instead: StandingIn | None, known: _Known) -> bool:
    """Whether what a notice asks for is still to be done, by this person or by whom they stand in for."""
    if notice.act == NoticeKind.MENTION:
        return notice.item not in known.deleted_comments
    if instead is None and _for_another(notice, person):
        return False
    if not notice.act:
        return True
    mine, hands = (instead.audiences, instead.way) if instead else (inbox.audiences(actor(person)), (person.id,))
    return any(
        (entry.opened_at is None or entry.opened_at <= notice.created_at)  # else it is the next attempt
        and (notice.act == ANY_ACT or (entry.audience in mine and not set(hands).intersection(entry.excluded)))
        for entry in known.waiting.get(notice.item, ())
    )


def open_dispatcher(database: Database, settings: Settings) -> Dispatcher:
    """A dispatcher as the settings say. Raises ValueError for a setting that makes no sense."""
    slack_url = settings.slack_webhook_url.get_secret_value()
    setup = Setup(
        smtp_url=settings.smtp_url.get_secret_value(),
        mail_from=settings.mail_from,
        webhooks_to_loopback=settings.webhooks_to_loopback,
    )
    return Dispatcher(database, open_channels(setup), settings.public_url, slack_url)
