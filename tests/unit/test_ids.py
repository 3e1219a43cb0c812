"""Outside names lead back to their launch."""

import pytest

from domain.ids import item_id, split_item, workflow_id


@pytest.mark.parametrize("local", ["G2", "security_review", "E3", "C1"])
def test_an_outside_name_comes_apart_as_it_was_put_together(local: str) -> None:
    """Key and local id."""
    assert split_item(item_id("AUR-12", local)) == ("AUR-12", local)


@pytest.mark.parametrize("wrong", ["", "AUR-12", "AUR-12.", ".G2", "aur-12.G2", "AUR-0.G2", "AUR-12.G 2", "AUR-1.G2\n"])
def test_anything_else_is_no_name(wrong: str) -> None:
    """And is told apart without an error."""
    assert split_item(wrong) is None


def test_the_engine_knows_a_launch_by_its_key() -> None:
    """Deterministic, so that starting twice starts once."""
    assert workflow_id("AUR-12") == "launch/AUR-12"
