"""Names in paths."""

from typing import Annotated

from fastapi import Path

from api.schemas.base import Id

LaunchKey = Annotated[Id, Path(description="Such as `AUR-12`.")]
TaskId = Annotated[Id, Path(description="Such as `AUR-12.security_review`.")]
GateId = Annotated[Id, Path(description="Such as `AUR-12.G2`.")]
RequestId = Annotated[Id, Path(description="Such as `AUR-12.Q1`.")]
PersonId = Annotated[Id, Path(description="As `GET /people` lists them.")]
CommentId = Annotated[Id, Path(description="As the list of comments gives it.")]
DelegationId = Annotated[Id, Path(description="As `GET /delegations` lists them.")]
PlaybookRef = Annotated[Id, Path(description="`standard` for the newest version, `standard@1` for one.")]
ItemId = Annotated[Id, Path(description="Id of a task or gate, such as `AUR-12.G2`.")]
ViewId = Annotated[Id, Path(description="As `GET /me/inbox-views` lists them.")]
MetricId = Annotated[Id, Path(description="As the launch's playbook names it.")]
Sha256 = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="The sha256 of a file's content, in hex.")]
