"""What people were shown when they gave their word, in the tables."""

from domain.launch.subject import Part
from domain.launch.views import SubjectView
from store import subjects
from store.database import Database
from store.projection import project
from tests.store.factories import batch, launch_view


def _subject(digest: str, gate: str = "AUR-1.G1", seq: int = 1) -> SubjectView:
    content = {"value": [1e22, "é", None], "a": 1}
    return SubjectView(digest, gate, "AUR-1", seq, (Part("fact:price", content, "d" * 64),))


async def test_a_subject_is_found_by_its_gate_and_digest(database: Database) -> None:
    """As it was shown, to the spelling of its numbers; not under another gate or digest."""
    async with database.write() as conn:
        await project(conn, batch(launch_view(seq=1), subjects=(_subject("a"), _subject("b"))))
    async with database.read() as conn:
        found = await subjects.get(conn, "AUR-1", "AUR-1.G1", "a")
        assert found == _subject("a")
        assert [await subjects.get(conn, "AUR-1", *other) for other in (("AUR-1.G2", "a"), ("AUR-1.G1", "c"))] == [
            None,
            None,
        ]


async def test_the_first_to_arrive_stays(database: Database) -> None:
    """What a digest stands for never changes; batches come twice and in any order."""
    async with database.write() as conn:
        for seq in (3, 1, 3, 2):
            await project(conn, batch(launch_view(seq=seq), subjects=(_subject("a", seq=seq),)))
    async with database.read() as conn:
        found = await subjects.get(conn, "AUR-1", "AUR-1.G1", "a")
    assert found == _subject("a", seq=3)
