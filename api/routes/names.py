"""Names in paths."""

from typing import Annotated

from fastapi import Path

from api.schemas.base import Id

LaunchKey = Annotated[Id, Path(description="Such as `AUR-12`.")]
TaskId = Annotated[Id, Path(description="Such as `AUR-12.security_review`.")]
GateId = Annotated[Id, Path(description="Such as `AUR-12.G2`.")]
RequestId = Annotated[Id, Path(description="Such as `AUR-12.Q1`.")]
PersonId = Annotated[Id, Path(description="As `GET /people` lists them.")]
DelegationId = Annotated[Id, Path(description="As `GET /delegations` lists them.")]
PlaybookRef = Annotated[Id, Path(description="`standard` for the newest version, `standard@1` for one.")]
