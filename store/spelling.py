"""Words as people type them who look for somebody: in any letter case, and without accents."""

import re
import unicodedata

_WORD = re.compile(r"\w+")


def words(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return _WORD.findall(plain.casefold())


def looked_up_by(person: str, name: str) -> list[str]:
    """The words that somebody of this id and name may be found by."""
    return sorted({*words(name), *words(person)})
