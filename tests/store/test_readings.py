"""The history of a metric is read through an index."""

from sqlalchemy import text

from store.database import Database


async def test_readings_are_found_by_index(database: Database) -> None:
    """On both databases, by the one that holds nothing else of the log."""
    query = (
        "SELECT * FROM events WHERE launch = 'A-1' AND target = 'churn' AND action = 'metric.recorded' "
        "ORDER BY seq DESC LIMIT 51"
    )
    async with database.write() as conn:
        if database.dialect == "sqlite":
            rows = await conn.execute(text(f"EXPLAIN QUERY PLAN {query}"))
        else:
            await conn.execute(text("SET LOCAL enable_seqscan = off"))
            rows = await conn.execute(text(f"EXPLAIN {query}"))
        plan = str(rows.all())

    assert "ix_events_readings" in plan
    assert "SORT" not in plan.upper().replace("SORT KEY", "")
