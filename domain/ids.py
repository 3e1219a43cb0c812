"""Names of things: opaque to callers, stable for ever.

A launch has a key (`AUR-12`). What belongs to a launch carries that key before a dot (`AUR-12.security_review`,
`AUR-12.G2`, `AUR-12.E3`), so that any door can find the launch that must answer.
"""

import re

KEY_PATTERN = re.compile(r"[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,8}")
ITEM_PATTERN = re.compile(rf"({KEY_PATTERN.pattern})\.([A-Za-z0-9_]{{1,64}})")
LOCAL_PATTERN = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")

SYSTEM = "system"
"""The actor of what happens by itself: a task that opens, a deadline that passes."""


def item_id(launch_key: str, local_id: str) -> str:
    """Name a task, gate, condition or piece of evidence of a launch for the outside."""
    return f"{launch_key}.{local_id}"


def split_item(identifier: str) -> tuple[str, str] | None:
    """The launch key and the local id of an outside name, or None when it is not one."""
    match = ITEM_PATTERN.fullmatch(identifier)
    return (match.group(1), match.group(2)) if match else None


def workflow_id(launch_key: str) -> str:
    """The engine's name of the workflow that is the arbiter of a launch."""
    return f"launch/{launch_key}"
