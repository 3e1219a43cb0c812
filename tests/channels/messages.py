"""A message to send."""

from dataclasses import replace
from typing import Any

from domain.messages import Link, Message

MESSAGE = Message(
    id="AUR-1:7:gate:role:qa_lead:quin",
    thread="AUR-1",
    name="Quin",
    address="quin@example.com",
    subject="Vote: Is it good enough? (AUR-1)",
    text="“Is it good enough?” asks for your vote.\n\nIt is due soon.",
    links=(Link("Open", "https://slipway.example/gates/AUR-1.G1"), Link("Inbox", "https://slipway.example/inbox")),
)


def message(**changes: Any) -> Message:
    """The message, with something else in it."""
    return replace(MESSAGE, **changes)
