"""Whom a text names."""

import pytest

from domain.comments import named_in, parts_of


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


@pytest.mark.parametrize("text", ["", "Hello", "@quin, and (@sami)!", "to otto@pia: @quin@sami\n@erin."])
def test_a_text_in_pieces_is_the_text(text: str) -> None:
    """And the pieces that may name somebody are those that do."""
    pieces = list(parts_of(text))

    assert "".join(piece for piece, _ in pieces) == text
    assert tuple(dict.fromkeys(name for _, name in pieces if name)) == named_in(text)
