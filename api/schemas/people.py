"""People, departments and roles over the wire."""

from pydantic import Field

from api.schemas.base import Out


class PersonOut(Out):
    """Somebody, with the authority they hold now."""

    id: str
    name: str
    email: str
    timezone: str
    active: bool
    manager: str | None = Field(description="Id of the person they report to.")
    departments: tuple[str, ...]
    roles: tuple[str, ...]


class DepartmentOut(Out):
    """A department."""

    id: str
    title: str


class RoleOut(Out):
    """A role."""

    id: str
    title: str
