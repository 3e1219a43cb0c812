"""Spans of what the database was asked."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError

from telemetry.setup import Telemetry
from telemetry.sql import instrument_engine, summary
from tests.telemetry.receiver import OtlpReceiver


@pytest.fixture
def engine(tmp_path: Path, telemetry: Telemetry) -> Engine:
    """A traced engine over a file with a table of facts."""
    engine = create_engine(f"sqlite:///{tmp_path / 'some.db'}")
    with engine.begin() as conn:
        conn.execute(text("CREATE TABLE facts (fact TEXT)"))
    instrument_engine(engine, telemetry)
    return engine


def test_each_borrowing_of_a_connection_is_one_span(
    engine: Engine, telemetry: Telemetry, receiver: OtlpReceiver
) -> None:
    """Over all it was asked, in order and without values; one that was asked once is no batch."""
    with engine.begin() as conn:
        for number in (1, 2):
            conn.execute(text("INSERT INTO facts VALUES (:number)"), {"number": number})
        conn.execute(text("SELECT fact FROM facts"))
    with engine.connect() as conn:
        conn.execute(text("SELECT :number"), {"number": 3})
    engine.dispose()
    telemetry.shutdown()
    together, alone = receiver.spans()
    insert = "INSERT INTO facts VALUES (?)"
    assert together.name == "INSERT facts; SELECT facts"
    assert together.attributes == {
        "db.system.name": "sqlite",
        "db.query.summary": "INSERT facts; SELECT facts",
        "db.query.text": f"{insert}; {insert}; SELECT fact FROM facts",
        "db.operation.batch.size": 3,
    }
    assert alone.attributes == {"db.system.name": "sqlite", "db.query.summary": "SELECT", "db.query.text": "SELECT ?"}


def test_acts_that_share_a_transaction_each_have_their_span(
    engine: Engine, telemetry: Telemetry, receiver: OtlpReceiver
) -> None:
    """Two people's writing in one commit: each finds their own in their own trace."""
    tracer = telemetry.tracer_provider.get_tracer("test")
    with engine.begin() as conn:
        for name in ("first", "second", "first again"):
            with tracer.start_as_current_span(name):
                conn.execute(text("INSERT INTO facts VALUES (1)"))
    engine.dispose()
    telemetry.shutdown()
    spans = {span.name: span for span in receiver.spans() if not span.name.startswith("INSERT")}
    written = [span for span in receiver.spans() if span.name.startswith("INSERT")]
    assert {span.parent_id for span in written} == {span.span_id for span in spans.values()}


def test_a_failure_is_told_by_its_kind_alone(engine: Engine, telemetry: Telemetry, receiver: OtlpReceiver) -> None:
    """What databases say of a failure quotes what people wrote."""
    with pytest.raises(OperationalError), engine.connect() as conn:
        conn.execute(text("INSERT INTO secrets VALUES ('a secret')"))
    engine.dispose()
    telemetry.shutdown()
    (span,) = receiver.spans()
    assert span.attributes["error.type"] == "OperationalError"
    assert "no such table" not in str(span)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("SELECT a, b FROM inbox WHERE x = ?", "SELECT inbox"),
        ("INSERT INTO events (a) VALUES (?)", "INSERT events"),
        ('UPDATE "launches" SET a = ?', "UPDATE launches"),
        ("\nDELETE FROM drafts", "DELETE drafts"),
        ("", "SQL"),
    ],
)
def test_statements_in_a_word_or_two(statement: str, said: str) -> None:
    """Few values, so that viewers can group by them."""
    assert summary(statement) == said
