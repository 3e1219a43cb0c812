"""What a use case found of a criterion, on its way to the launch."""

from dataclasses import dataclass


@dataclass(frozen=True)
class FoundOutside:
    """A criterion evaluated outside the rules. It counts only while what it was found from is still so."""

    gate: str
    criterion: str
    passed: bool
    why: str
    inputs: str
    """Digest of what it was found from; see `domain.launch.outside`."""
