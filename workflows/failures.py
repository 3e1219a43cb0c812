"""Typed errors on their way through the engine."""

from collections.abc import Iterator
from contextlib import contextmanager

from temporalio.exceptions import ApplicationError

from domain.errors import SlipwayError


@contextmanager
def as_failures() -> Iterator[None]:
    """Turn what the rules refuse into a failure of the caller, never of the workflow task."""
    try:
        yield
    except SlipwayError as error:
        raise ApplicationError(error.detail, error.to_facts(), type=error.code, non_retryable=True) from error
