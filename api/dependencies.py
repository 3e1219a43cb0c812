"""What routes ask for: the use cases, and who is calling.

All of them are `async`, whether they wait or not: the framework sends plain functions to a thread. And they ask for
few of each other: it spends as long on each that is asked for as the database does on a row.
"""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from domain.actors import Actor
from domain.errors import Unauthenticated
from service.container import Slipway
from service.people import Person, actor

_bearer = HTTPBearer(auto_error=False, description="A token made by `slipway token create`.")


async def use_cases(request: Request) -> Slipway:
    """The use cases this application was made over."""
    slipway: Slipway = request.app.state.slipway
    return slipway


Uses = Annotated[Slipway, Depends(use_cases)]


Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


async def current_person(credentials: Credentials, request: Request) -> Person:
    """Who is calling, with the authority they hold now. Raises Unauthenticated."""
    return await (await use_cases(request)).tokens.authenticate(token_of(credentials))


def token_of(credentials: HTTPAuthorizationCredentials | None) -> str:
    """The token a caller brings. Raises Unauthenticated."""
    if credentials is None:
        raise Unauthenticated
    return credentials.credentials


CurrentPerson = Annotated[Person, Depends(current_person)]


async def current_actor(person: CurrentPerson) -> Actor:
    """The caller as the rules see them."""
    return actor(person)


CurrentActor = Annotated[Actor, Depends(current_actor)]
