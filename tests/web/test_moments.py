"""Times as people read them (U9): in their zone, with its name, relative only while that helps."""

from datetime import UTC, datetime, timedelta

import pytest

from web.moments import Clock, zone_of

NOW = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "moment", "full"),
    [
        ("Asia/Kolkata", datetime(2026, 11, 24, 8, 32, tzinfo=UTC), "Tue 24 Nov 2026, 14:02 IST"),
        ("America/St_Johns", datetime(2026, 11, 24, 8, 32, tzinfo=UTC), "Tue 24 Nov 2026, 05:02 NST"),
        ("America/St_Johns", datetime(2026, 7, 1, 12, 0, tzinfo=UTC), "Wed 1 Jul 2026, 09:30 NDT"),
        ("Europe/Berlin", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sun 25 Oct 2026, 02:30 CEST"),
        ("Europe/Berlin", datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sun 25 Oct 2026, 02:30 CET"),
        ("America/Sao_Paulo", datetime(2026, 11, 24, 8, 32, tzinfo=UTC), "Tue 24 Nov 2026, 05:32 UTC-03"),
        ("Asia/Kathmandu", datetime(2026, 11, 24, 8, 32, tzinfo=UTC), "Tue 24 Nov 2026, 14:17 UTC+05:45"),
        ("Nowhere/Land", datetime(2026, 11, 24, 8, 32, tzinfo=UTC), "Tue 24 Nov 2026, 08:32 UTC"),
    ],
)
def test_the_whole_names_the_zone(zone: str, moment: datetime, full: str) -> None:
    """Half hours, quarters, both sides of a change of the clocks, and zones that have only a number."""
    assert Clock(NOW, zone_of(zone)).full(moment) == full


@pytest.mark.parametrize(
    ("zone", "moment", "words", "tone"),
    [
        ("UTC", NOW + timedelta(hours=3), "today 11:30", "soon"),
        ("UTC", NOW + timedelta(hours=20), "tomorrow 04:30", "soon"),
        ("UTC", NOW + timedelta(hours=30), "tomorrow 14:30", "calm"),
        ("Asia/Kolkata", NOW + timedelta(hours=15), "tomorrow 05:00", "soon"),
        ("UTC", NOW + timedelta(days=4), "Sat 08:30", "calm"),
        ("UTC", NOW + timedelta(days=20), "14 Dec", "calm"),
        ("UTC", NOW + timedelta(days=50), "13 Jan 2027", "calm"),
        ("UTC", NOW - timedelta(minutes=20), "20 min late", "late"),
        ("UTC", NOW - timedelta(hours=30), "30 h late", "late"),
        ("UTC", NOW - timedelta(days=3), "3 days late", "late"),
    ],
)
def test_what_is_due(zone: str, moment: datetime, words: str, tone: str) -> None:
    """Today and tomorrow are those of the reader."""
    due = Clock(NOW, zone_of(zone)).due(moment)

    assert due is not None
    assert f">{words}<" in due.words
    assert due.tone == tone
    assert f'datetime="{moment:%Y-%m-%dT%H:%M:%SZ}"' in due.words


@pytest.mark.parametrize(
    ("gone", "words"),
    [(timedelta(seconds=20), "just now"), (timedelta(minutes=5), "5 min ago"), (timedelta(hours=7), "7 h ago")],
)
def test_what_has_just_happened(gone: timedelta, words: str) -> None:
    """Exact on hover."""
    said = Clock(NOW, UTC).ago(NOW - gone)

    assert f">{words}<" in said
    assert 'title="Tue 24 Nov 2026' in said


def test_a_day_of_the_calendar_is_the_same_everywhere() -> None:
    """It has no hour that could move it to another day."""
    for name in ("Asia/Kolkata", "America/St_Johns"):
        clock = Clock(datetime(2026, 11, 25, 12, tzinfo=UTC), zone_of(name))
        assert clock.on("2027-06-01") == '<time datetime="2027-06-01">1 Jun 2027</time>'
    assert Clock(NOW, UTC).on(None) == ""
