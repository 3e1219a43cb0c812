"""Every channel there is, by the name that people choose it by. A new one is one file and one line here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from channels.email import EmailChannel, server
from channels.null import NullChannel
from channels.protocol import Channel
from channels.slack import SlackChannel

NULL = "null"
"""What stands in for a channel that is not set up."""


@dataclass(frozen=True)
class Setup:
    """What channels need to know of a deployment."""

    smtp_url: str = ""
    mail_from: str = "slipway@localhost"
    webhooks_to_loopback: bool = False


def _email(setup: Setup) -> Channel | None:
    return EmailChannel(server(setup.smtp_url), setup.mail_from) if setup.smtp_url else None


def _slack(setup: Setup) -> Channel:
    return SlackChannel(to_loopback=setup.webhooks_to_loopback)


def _null(_setup: Setup) -> Channel:
    return NullChannel()


CHANNELS: Mapping[str, Callable[[Setup], Channel | None]] = {
    "email": _email,
    "slack": _slack,
    NULL: _null,
}
"""Makes each channel; None when this deployment has not set it up."""


def open_channels(setup: Setup) -> dict[str, Channel]:
    """The channels of a deployment. Raises ValueError for a setting that makes no sense."""
    made = {name: make(setup) for name, make in CHANNELS.items()}
    return {name: channel for name, channel in made.items() if channel is not None}
