"""Tells nobody: a line in the log, for installations that have no way to reach people yet."""

import logging

from domain.messages import Message

logger = logging.getLogger(__name__)


class NullChannel:
    """Accepts everything."""

    async def send(self, message: Message) -> None:
        """Write down that there was something to say; not what, since logs are read by others."""
        logger.info("notice %s for %s goes nowhere: no channel is set up", message.id, message.name)
