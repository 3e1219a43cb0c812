"""What kind of file this is: told from its first bytes, never from its label alone."""

HEAD = 512
"""Bytes that are looked at."""

DEFAULT_TYPES = (
    "application/pdf",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "text/plain",
    "text/csv",
    "text/markdown",
    "application/json",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
)

_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_ZIP = b"PK\x03\x04"
_IN_ZIP = "application/vnd.openxmlformats-officedocument."
TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "application/json"})
_UNLABELLED = frozenset({"", "application/octet-stream"})


def media_type(head: bytes, label: str) -> str | None:
    """The media type of a file that begins so and is labelled so; None when the two disagree or it is not known.

    What a browser or a shell would run has no type here: markup, scripts and programs.
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind if label in _UNLABELLED or label == kind else None
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp" if label in _UNLABELLED or label == "image/webp" else None
    if head.startswith(_ZIP):
        return label if label.startswith(_IN_ZIP) or label == "application/zip" else None
    if _is_plain_text(head):
        return "text/plain" if label in _UNLABELLED else label if label in TEXTS else None
    return None


def _is_plain_text(head: bytes) -> bool:
    """UTF-8 without control characters that neither begins as markup nor as a script."""
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # else a character is merely cut in two
            return False
        text = head[: error.start].decode()
    start = text.removeprefix("\ufeff").lstrip()
    if start.startswith(("<", "#!")):
        return False
    return not any(character < " " and character not in "\t\n\r\f" for character in text)
