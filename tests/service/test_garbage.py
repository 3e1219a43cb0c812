"""What stays is spared the garbage collector; new garbage is not."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from service.garbage import spare_what_stays


class Circle:
    """Holds itself."""

    def __init__(self) -> None:
        """Close it."""
        self.self = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Leave the collector of this process as it was."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)


def test_only_new_circles_are_looked_for() -> None:
    """What was there is out of sight, and a circle made afterwards still goes."""
    spare_what_stays()
    assert gc.get_freeze_count() > 1000
    gone = weakref.ref(Circle())
    gc.collect()
    assert gone() is None
