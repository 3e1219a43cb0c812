"""Names and states as people say them."""

from collections.abc import Iterable

from web.language import say

ACTS = {
    "task": "Do",
    "attest": "Attest",
    "vote": "Vote",
    "score": "Score",
    "decide": "Decide",
    "confirm": "Confirm",
    "review": "Review",
}
"""What an entry of the inbox asks for, in one word."""

IMPACT = {"T1": "Major launch", "T2": "Medium launch", "T3": "Small launch"}
"""What a tier says of how much depends on a launch."""

DECIDED = {
    "go": "Go",
    "conditional_go": "Go, with conditions",
    "recycle": "Back to work",
    "hold": "On hold",
    "kill": "Stopped",
}
"""A decision in words."""


def spoken(name: str) -> str:
    """An id as a word: `dir_pm` is `dir pm`."""
    return say(name.replace("_", " "))


def listed(names: list[str], most: int = 3) -> str:
    """`Lena`, `Lena and Quin`, `Lena, Quin and 3 more`."""
    if len(names) > most:
        return say("{names} and {number} more", names=", ".join(names[: most - 1]), number=len(names) - most + 1)
    if len(names) < 2:
        return "".join(names)
    return say("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


_OFFICE = "application/vnd.openxmlformats-officedocument."

FILES = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/webp": "WebP",
    "text/plain": "plain text",
    "text/csv": "CSV",
    "text/markdown": "Markdown",
    "application/json": "JSON",
    f"{_OFFICE}wordprocessingml.document": "Word",
    f"{_OFFICE}spreadsheetml.sheet": "Excel",
    f"{_OFFICE}presentationml.presentation": "PowerPoint",
}
"""What people call media types."""


def files_called(types: Iterable[str]) -> str:
    """Media types as people call them: `PDF, PNG and CSV`."""
    names = [FILES.get(one, one) for one in types]
    return listed(names, most=len(names)) if names else "nothing"
