"""People, departments and roles."""

from fastapi import APIRouter, Request, Response

from api.dependencies import CurrentPerson, Uses
from api.openapi import paged, problems
from api.paging import Paging, listed
from api.routes.names import PersonId
from api.schemas.base import Listed
from api.schemas.people import DepartmentOut, PersonOut, RoleOut

router = APIRouter(tags=["people"])


@router.get("/me", responses=problems())
async def show_me(person: CurrentPerson) -> PersonOut:
    """Show whom your token stands for."""
    return PersonOut.model_validate(person)


@router.get("/people", responses={**paged(), **problems(422)})
async def list_people(
    request: Request, response: Response, _: CurrentPerson, slipway: Uses, query: Paging
) -> Listed[PersonOut]:
    """List people by name."""
    page = await slipway.people.list(cursor=query.cursor, limit=query.limit)
    return listed(request, response, Listed[PersonOut], page, PersonOut.model_validate)


@router.get("/people/{person_id}", responses=problems(404, 422))
async def show_person(person_id: PersonId, _: CurrentPerson, slipway: Uses) -> PersonOut:
    """Show a person."""
    return PersonOut.model_validate(await slipway.people.show(person_id))


@router.get("/departments", responses=problems())
async def list_departments(_: CurrentPerson, slipway: Uses) -> Listed[DepartmentOut]:
    """List every department."""
    found = await slipway.people.departments()
    return Listed[DepartmentOut](items=tuple(map(DepartmentOut.model_validate, found)), next_cursor=None)


@router.get("/roles", responses=problems())
async def list_roles(_: CurrentPerson, slipway: Uses) -> Listed[RoleOut]:
    """List every role."""
    found = await slipway.people.roles()
    return Listed[RoleOut](items=tuple(map(RoleOut.model_validate, found)), next_cursor=None)
