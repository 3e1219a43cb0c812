"""The end of a test that nothing else can end: every thread's stack, then the process goes.

`timeout` in `pyproject.toml` interrupts Python code, once a test. It cannot interrupt a thread that waits inside a
library for the interpreter's lock, nor a teardown that hangs after it has struck. This timer runs outside the
interpreter; xdist then reports the test as crashed and carries on with another process.
"""

import faulthandler
import os
from collections.abc import Generator

import pytest

LIMIT_SECONDS = 300.0
"""More than any test may take, with its teardown."""

STDERR = pytest.StashKey[int]()
"""This process's own, before pytest captures what tests write there."""


def pytest_configure(config: pytest.Config) -> None:
    """Pytest captures nothing at this moment."""
    config.stash[STDERR] = os.dup(2)


def arm(config: pytest.Config) -> None:
    """Begin to count; whatever was counting before no longer does."""
    faulthandler.dump_traceback_later(LIMIT_SECONDS, file=config.stash[STDERR], exit=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Watch over a test from its first fixture to its last."""
    arm(item.config)
    try:
        return (yield)
    finally:
        faulthandler.cancel_dump_traceback_later()


@pytest.hookimpl(wrapper=True)
def pytest_exception_interact(node: pytest.Item | pytest.Collector) -> Generator[None, None, None]:
    """Pytest stops every such timer when a test fails, and a failed test may still hang in its teardown."""
    yield
    arm(node.config)
