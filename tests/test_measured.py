"""What slows tests down by a third without saying so."""

from coverage import Coverage


def test_coverage_is_away_where_it_does_not_count() -> None:
    """Here, as in all tests that are not about the rules or the workflows; under xdist, too."""
    assert Coverage.current() is None
