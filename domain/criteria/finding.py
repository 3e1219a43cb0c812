"""What a criterion found."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """Whether a criterion holds, and why, in one sentence."""

    passed: bool
    why: str
