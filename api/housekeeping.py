"""What the API does on the side while it serves."""

import asyncio
import logging

from domain.errors import StoreUnavailable
from service.commands import Commands
from service.inbox import Inbox
from service.looks import Looks
from service.sessions import Sessions

logger = logging.getLogger(__name__)

HOUR = 3600.0


async def forget_old_replies(commands: Commands, every: float = HOUR) -> None:
    """Drop the replies that nobody will ask for again, now and every so many seconds, until cancelled."""
    while True:
        try:
            logger.info("forgot %d old replies", await commands.forget_old())
        except StoreUnavailable:
            logger.warning("old replies stay for now: the database does not answer")
        await asyncio.sleep(every)


async def forget_old_snoozes(inbox: Inbox, every: float = HOUR) -> None:
    """Drop the snoozes that hide nothing any more, now and every so many seconds, until cancelled."""
    while True:
        try:
            logger.info("forgot %d old snoozes", await inbox.forget_old_snoozes())
        except StoreUnavailable:
            logger.warning("old snoozes stay for now: the database does not answer")
        await asyncio.sleep(every)


async def forget_old_sessions(sessions: Sessions, every: float = HOUR) -> None:
    """Drop the sessions of the pages that are over, now and every so many seconds, until cancelled."""
    while True:
        try:
            logger.info("forgot %d old sessions", await sessions.forget_old())
        except StoreUnavailable:
            logger.warning("old sessions stay for now: the database does not answer")
        await asyncio.sleep(every)


async def forget_old_looks(looks: Looks, every: float = HOUR) -> None:
    """Drop what people looked at long ago, now and every so many seconds, until cancelled."""
    while True:
        try:
            logger.info("forgot %d old looks", await looks.forget_old())
        except StoreUnavailable:
            logger.warning("old looks stay for now: the database does not answer")
        await asyncio.sleep(every)
