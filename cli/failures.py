"""How a command ends when it cannot do what was asked: words for people and an exit code for scripts.

0 done · 1 it failed · 2 it was asked wrongly, or cancelled · 4 nobody is signed in
"""

from typing import ClassVar

DONE = 0
FAILED = 1
MISUSED = 2
CANCELLED = 2
NOT_SIGNED_IN = 4


class CommandFailed(Exception):
    """The command could not do it. The message says what to do next."""

    exit_code: ClassVar[int] = FAILED


class Misused(CommandFailed):
    """What was typed does not make sense."""

    exit_code: ClassVar[int] = MISUSED


class NotSignedIn(CommandFailed):
    """No token was given, or the server does not know it."""

    exit_code: ClassVar[int] = NOT_SIGNED_IN
