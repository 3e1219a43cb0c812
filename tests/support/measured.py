"""Coverage counts while the tests run that are about `domain/` and `workflows/`, and is away for all others.

Not for speed alone. Code over SQLAlchemy runs in greenlets, and coverage can follow those only with references whose
callbacks are Python. Under CPython 3.11 such a callback, traced while a second thread has just ended, is begun again
for ever by the interpreter, which nothing can interrupt: test runs hung, about one in ten. None of the tests measured
here touches a database.
"""

from collections.abc import Generator
from typing import Protocol

import pytest
from coverage import Coverage

MEASURED = ("tests/unit/", "tests/playbooks/", "tests/workflow/", "tests/replay/")


class _Controller(Protocol):
    def pause(self) -> None: ...

    def resume(self) -> None: ...


def _is_measured(item: pytest.Item) -> bool:
    return item.nodeid.startswith(MEASURED)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The measured ones first: they are the fast ones too, and threads that live on are not measured again."""
    items.sort(key=lambda item: not _is_measured(item))


def _stop_what_is_left() -> None:
    """In a process of xdist, pytest-cov starts a second coverage, of which it never takes note, beneath its own."""
    while other := Coverage.current():
        other.stop()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """From a test's first fixture to its last."""
    coverage = item.config.pluginmanager.getplugin("_cov")
    controller: _Controller | None = getattr(coverage, "cov_controller", None)
    if controller is None or _is_measured(item):
        return (yield)
    controller.pause()
    _stop_what_is_left()
    try:
        return (yield)
    finally:
        controller.resume()
