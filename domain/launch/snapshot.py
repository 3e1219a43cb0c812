"""Everything there is to show of a launch, for those who compare."""

from domain.launch.show import changes
from domain.launch.state import Launch
from domain.launch.views import Batch


def snapshot(launch: Launch) -> Batch:
    """Every view and no events."""
    return changes(None, launch, ())
