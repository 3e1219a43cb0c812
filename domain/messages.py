"""What a channel carries: one message to one person."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Link:
    """A way to a page, where people look and decide; following it changes nothing."""

    label: str
    url: str


@dataclass(frozen=True)
class Message:
    """A message, whatever carries it. All text is plain; each channel escapes it as it must."""

    id: str
    """Stable: a message that is sent again carries the same id, so that receivers can drop it."""
    thread: str
    """What belongs together: the launch."""
    name: str
    """Of whom it is for."""
    address: str
    """Where it goes, in the words of its channel."""
    subject: str
    text: str
    links: tuple[Link, ...]
