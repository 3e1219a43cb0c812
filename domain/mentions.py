"""Telling people that a comment names them."""

from datetime import datetime

from domain.notices import MAX_TEXT, Notice, NoticeKind


def mention_notice(
    comment: str, launch: str, item: str, title: str, path: str, author: str, person: str, text: str, at: datetime
) -> Notice:
    """Tell a person that a comment names them. `path` is the page of what was commented on."""
    return Notice(
        id=f"{comment}:{NoticeKind.MENTION}:person:{person}",
        launch=launch,
        kind=NoticeKind.MENTION.value,
        topic=comment,
        item=comment,
        audience=f"person:{person}",
        subject=f"{author} mentioned you: {title} ({item})",
        text=f"{author} wrote:\n\n{text[:MAX_TEXT]}",
        path=path,
        created_at=at,
        excluded=(author,),
        act=NoticeKind.MENTION.value,
        urgent=True,
    )
