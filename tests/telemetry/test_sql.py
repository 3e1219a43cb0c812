"""Spans of statements."""

from pathlib import Path

from sqlalchemy import create_engine, text

from telemetry.setup import Telemetry
from telemetry.sql import instrument_engine
from tests.telemetry.receiver import OtlpReceiver


def test_a_statement_is_described_alike_each_time(tmp_path: Path, telemetry: Telemetry, receiver: OtlpReceiver) -> None:
    """What is remembered of a statement is all there is to say of it, and each run is a span of its own."""
    engine = create_engine(f"sqlite:///{tmp_path / 'some.db'}")
    instrument_engine(engine, telemetry)
    with engine.connect() as conn:
        for number in (1, 2, 3):
            conn.execute(text("SELECT :number"), {"number": number})
    engine.dispose()
    telemetry.shutdown()
    first, *others = receiver.spans()
    assert first.attributes["db.statement"] == "SELECT ?"
    assert [(one.name, one.attributes) for one in others] == [(first.name, first.attributes)] * 2
    assert len({one.span_id for one in (first, *others)}) == 3
