"""Playbooks over the wire."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Out


class PlaybookSummaryOut(Out):
    """A published version."""

    id: str
    version: int
    digest: str = Field(description="The sha256 of its source.")
    title: str
    published_at: datetime
    published_by: str


class PlaybookOut(PlaybookSummaryOut):
    """A published version with its YAML."""

    source: str
