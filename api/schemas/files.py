"""Files over the wire."""

from datetime import datetime

from pydantic import Field

from api.schemas.base import Out


class FileOut(Out):
    """A file as it was first uploaded to its launch."""

    launch: str
    sha256: str = Field(description="Of its content, in hex; also where it is to be had.")
    name: str
    media_type: str
    size: int = Field(description="In bytes.")
    uploaded_by: str
    uploaded_at: datetime
