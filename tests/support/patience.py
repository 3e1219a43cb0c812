"""Workers of tests give a workflow a minute to yield, where the SDK gives it two seconds.

After that the SDK raises an exception inside the thread of the workflow. It may land in coverage's tracer between
its lock and its unlock, and from then on every thread that meets a new file waits for ever; on a machine that is
stopped for two seconds, as virtual ones are, that ended a test run. The bound is not configurable in the SDK, and its
debug mode, which has none, runs workflows on the event loop, as no real worker does. Processes that tests start as a
user would are not touched: nothing traces them.
"""

import pytest
from temporalio.worker import _workflow

BOUND_SECONDS = 60


def pytest_configure() -> None:
    """For every worker and replayer that this process makes."""
    made = _workflow._WorkflowWorker.__init__

    def patient(self: _workflow._WorkflowWorker, **options: object) -> None:
        made(self, **options)  # type: ignore[arg-type]  # passed on untouched
        if self._deadlock_timeout_seconds != 2:
            pytest.exit("temporalio has another bound for workflows now: look at tests/support/patience.py")
        self._deadlock_timeout_seconds = BOUND_SECONDS

    _workflow._WorkflowWorker.__init__ = patient  # type: ignore[method-assign]  # there is no other way in
