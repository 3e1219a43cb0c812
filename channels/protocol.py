"""What every channel is."""

from typing import Protocol

from domain.messages import Message


class Undeliverable(Exception):
    """This message must not be tried again: the address is wrong, or the receiver refuses it for good."""


class TryLater(Exception):
    """The receiver asks for patience: not before so many seconds."""

    def __init__(self, seconds: float) -> None:
        """`seconds` is what the receiver said."""
        super().__init__(f"the receiver asks to wait {seconds:g} s")
        self.seconds = seconds


class Channel(Protocol):
    """A way to reach people."""

    async def send(self, message: Message) -> None:
        """Send a message, and return once the receiver has taken it over.

        Raises `Undeliverable` for what must not be retried, `TryLater` when told how long to wait, and anything else
        for what may work the next time. May be called with the same message again.
        """
        ...
