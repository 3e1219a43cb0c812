"""Telling a repeat of a command from another one under the same key."""

import hashlib
import json
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from domain.actors import Actor
from domain.launch.commands.ballots import BallotCommand
from domain.launch.commands.gates import GateCommand
from domain.launch.commands.launches import LaunchCommand
from domain.launch.commands.metrics import MetricCommand
from domain.launch.commands.requests import RequestCommand
from domain.launch.commands.tasks import TaskCommand

Command = TaskCommand | GateCommand | LaunchCommand | BallotCommand | RequestCommand | MetricCommand


SAID_BESIDES = frozenset({"command_key", "actor", "expected_version", "subject", "plan", "findings"})
"""Who asks, what they saw when they asked, and what was worked out from what they ask: not what they ask for."""

LATER = frozenset({"override", "answers", "acknowledged", "attested", "scored"})
"""Fields that commands were once without. At their default they say nothing, so that a repeat of a command from
before is still known as one."""


def fingerprint(command: Command) -> str:
    """The sha256, in hex, of what a command asks and on whose behalf, whoever asks it.

    Tells a repeat from another command under the same key.
    """
    asked = {
        field.name: getattr(command, field.name)
        for field in fields(command)
        if field.name not in SAID_BESIDES
        and not (field.name in LATER and getattr(command, field.name) == field.default)
    }
    if command.actor.on_behalf_of is not None:
        asked["on_behalf_of"] = command.actor.on_behalf_of
    text = json.dumps([type(command).__name__, asked], sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Actor):  # whoever is meant, whatever they may do by now
        return value.id
    return value.isoformat() if isinstance(value, datetime) else asdict(value)
