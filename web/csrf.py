"""The word of a session that every form brings along, written otherwise on each page.

Pages are compressed, and show what was searched for: whoever can make somebody load pages and measure their lengths
could spell out a word that is the same on all of them (BREACH). So it never is.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode


def masked(word: str) -> str:
    """The word under a random pad, with the pad in front."""
    plain = word.encode()
    pad = secrets.token_bytes(len(plain))
    return urlsafe_b64encode(pad + _mixed(plain, pad)).decode()


def says(given: str, word: str) -> bool:
    """Whether this is the word, under whichever pad."""
    try:
        both = urlsafe_b64decode(given.encode())
    except ValueError:
        return False
    half = len(both) // 2
    return hmac.compare_digest(_mixed(both[:half], both[half:]), word.encode()) and len(both) == 2 * half


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=False))
