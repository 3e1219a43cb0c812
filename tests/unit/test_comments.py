"""Whom a text names."""

import pytest

from domain.comments import named_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("@pia look", ("pia",)),
        ("(@pia), @otto. @erin!", ("pia", "otto", "erin")),
        ("@pia @pia", ("pia",)),
        ("@first.last and @a-b_c.", ("first.last", "a-b_c")),
        ("pia@example.com", ()),
        ("https://x.example/@pia", ()),
        ("@ pia, @@pia, a@b", ()),
        ("@p" + "x" * 200, ()),
        ("über@pia @ünal", ("ünal",)),
        ("", ()),
    ],
)
def test_names(text: str, names: tuple[str, ...]) -> None:
    """An `@` that begins a word, and no address."""
    assert named_in(text) == names
