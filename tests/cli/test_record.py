"""What decisions rest on, at the command line: files, evidence, readings."""

import hashlib
from pathlib import Path

from tests.cli.crew import Crew


def test_a_file_goes_up_and_comes_down(crew: Crew, tmp_path: Path) -> None:
    """Under its digest; evidence names it; nothing is overwritten."""
    key = crew.launch()
    study = tmp_path / "study.txt"
    study.write_text("Seven of nine")
    digest = hashlib.sha256(b"Seven of nine").hexdigest()

    assert crew.did("amara", "evidence", "upload", key, str(study)) == f"{digest}\n"
    uploaded = crew.seen("amara", "evidence", "upload", key, str(study), fields="launch,sha256,name,size")
    about = ("--type", "user_feedback", "--title", "Interviews", "--sha256", digest, "--expires-at", "2031-01-01")
    added = crew.seen("amara", "evidence", "add", key, *about, fields="id,sha256,expires_at,expired,added_by")
    copy = tmp_path / "copy.txt"
    crew.did("amara", "evidence", "download", digest, "--output", str(copy))

    assert uploaded == {"launch": key, "sha256": digest, "name": "study.txt", "size": 13}
    assert added == {
        **{"id": f"{key}.E1", "sha256": digest, "expires_at": "2031-01-01T00:00:00Z"},
        **{"expired": False, "added_by": "amara"},
    }
    assert copy.read_text() == "Seven of nine"
    assert crew.by("amara", "evidence", "download", digest, "--output", str(copy)).code == 2
    assert crew.by("amara", "evidence", "upload", key, str(tmp_path / "absent.txt")).code == 2


def test_a_metric_is_read(crew: Crew) -> None:
    """In its own unit; the latest reading is shown, and all are kept."""
    key = crew.launch()
    record = ("metric", "record", key, "churn", "1.50", "--source", "the warehouse")

    assert "/unit" in crew.refused("jonas", *record, "--unit", "people")
    assert crew.did("jonas", *record, "--unit", "%") == "churn is 1.50 %\n"
    assert "churn\tChurn\t1.50\t%\t2\tlower\tproduct" in crew.did("jonas", "metric", "list", key)
    assert crew.seen("jonas", "metric", "readings", key, "churn", fields="value,unit,by,source") == [
        {"value": "1.50", "unit": "%", "by": "jonas", "source": "the warehouse"}
    ]
