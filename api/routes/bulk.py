"""Many commands in one request."""

import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ValidationError

from api.commands import Command, JsonCommand, Shown, stored
from api.dependencies import Uses
from api.openapi import commands
from api.problems import problem_response, refusal
from api.schemas.base import In
from api.schemas.bulk import BulkCommandIn, BulkIn, BulkOut, BulkResultOut
from api.schemas.gates import AttestationIn, GateOut, VoteIn
from api.schemas.tasks import AssignIn, CompleteIn, NothingIn, TaskOut
from domain.actors import Actor
from domain.errors import Invalid, Problem, SlipwayError
from service.bulk import carry_out_all
from service.commands import StoredReply
from service.conduct import Done
from service.container import Slipway

logger = logging.getLogger(__name__)

router = APIRouter(prefix="/bulk", tags=["bulk"])


@dataclass(frozen=True)
class Wanted:
    """One command, read and checked as far as its own endpoint would before it asks anybody."""

    actor: Actor
    key: str
    target: str
    body: Any
    expected_version: int | None

    @property
    def said(self) -> dict[str, Any]:
        """What the body says, as a use case takes it."""
        return dict(self.body)

    @property
    def who(self) -> tuple[Actor, str, str]:
        """What every use case begins with."""
        return self.actor, self.key, self.target


@dataclass(frozen=True)
class Op:
    """A command that may be sent in bulk: where it is an endpoint, its body, its use case, and what it shows."""

    path: str
    body: type[In]
    act: Callable[[Slipway, Wanted], Awaitable[Done[Any]]]
    shown: type[BaseModel]


def _task(verb: str, body: type[In] = NothingIn) -> Op:
    """A verb of tasks, named like its use case."""

    def act(slipway: Slipway, wanted: Wanted) -> Awaitable[Done[Any]]:
        method = getattr(slipway.tasks, verb)
        found: Awaitable[Done[Any]] = method(*wanted.who, expected_version=wanted.expected_version, **wanted.said)
        return found

    return Op(f"/tasks/{{}}/{verb}", body, act, TaskOut)


def _gate(verb: str, noun: str, body: type[In]) -> Op:
    """A verb of gates, named like its use case; its endpoint is a noun."""

    def act(slipway: Slipway, wanted: Wanted) -> Awaitable[Done[Any]]:
        method = getattr(slipway.gates, verb)
        found: Awaitable[Done[Any]] = method(*wanted.who, expected_version=wanted.expected_version, **wanted.said)
        return found

    return Op(f"/gates/{{}}/{noun}", body, act, GateOut)


OPS: dict[str, Op] = {
    "assign": _task("assign", AssignIn),
    "claim": _task("claim"),
    "unclaim": _task("unclaim"),
    "complete": _task("complete", CompleteIn),
    "attest": _gate("attest", "attestations", AttestationIn),
    "vote": _gate("vote", "votes", VoteIn),
}
"""A new one is one line. Deciding is not among them: each gate's decision deserves a look of its own."""

DESCRIPTION = f"""Carry out up to a hundred commands: {", ".join(f"`{name}`" for name in OPS)}.

Each is authorised, checked and carried out as its own endpoint would: of one launch in the order given, of
different launches side by side. The reply is 200 as soon as all could be read, whatever became of each (202 when
lists do not show all of it yet): look at `failed`. What cannot be read is refused as a whole, with a pointer to each
error, before anything is done. Repeating the request under its `Idempotency-Key` does nothing twice: when nothing
failed it gives the same reply, and otherwise it tries again what failed."""

_ANSWERS = {status: said for status, said in commands(BulkOut, etag=False, created=True).items() if status != 201}


@router.post("", response_model=BulkOut, responses=_ANSWERS, description=DESCRIPTION)
async def run_bulk(request: Request, body: BulkIn, command: JsonCommand, slipway: Uses) -> Response:
    """Carry out many commands."""
    wanted = _read_all(body, command)
    ops = [OPS[one.op] for one in body.commands]

    async def carry_out(index: int) -> BulkResultOut:
        done = await ops[index].act(slipway, wanted[index])
        return BulkResultOut(
            op=body.commands[index].op,
            target=wanted[index].target,
            status=200 if done.projected else 202,
            seq=done.seq,
            body=ops[index].shown.model_validate(done.view).model_dump(mode="json"),
        )

    def refuse(index: int, error: Exception) -> BulkResultOut:
        path = f"/api/v1{ops[index].path.format(wanted[index].target)}"
        reply = _problem({**request.scope, "path": path}, error)
        return BulkResultOut(
            op=body.commands[index].op,
            target=wanted[index].target,
            status=reply.status_code,
            problem=json.loads(bytes(reply.body)),
        )

    async def reply() -> StoredReply:
        results = await carry_out_all([one.target for one in wanted], carry_out, refuse)
        failed = sum(result.problem is not None for result in results)
        said = BulkOut(done=len(results) - failed, failed=failed, results=tuple(results))
        shown = all(result.status != 202 for result in results)
        return stored(Shown(said), 200 if shown else 202, kept=not failed)

    return await command.once(reply)


def _read_all(body: BulkIn, command: Command) -> list[Wanted]:
    """Every command, or every error in any of them."""
    wanted, problems = [], []
    for index, one in enumerate(body.commands):
        try:
            wanted.append(_read(one, command, index))
        except ValidationError as error:
            problems += [_pointed(index, found["loc"], found["msg"]) for found in error.errors()]
        except LookupError:
            known = ", ".join(OPS)
            problems.append(Problem(f"/commands/{index}/op", f"is none of {known}"))
    if problems:
        raise Invalid(
            "Some commands cannot be read; nothing was done. Mend each and send all again.", problems=problems
        )
    return wanted


def _read(one: BulkCommandIn, command: Command, index: int) -> Wanted:
    read = OPS[one.op].body.model_validate_json(json.dumps(one.model_extra or {}))
    return Wanted(command.actor, f"{command.key}:{index}", one.target, read, one.expected_version)


def _pointed(index: int, location: tuple[int | str, ...], message: str) -> Problem:
    path = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return Problem(f"/commands/{index}{path}", message.removeprefix("Value error, "))


def _problem(scope: Any, error: Exception) -> Response:
    if isinstance(error, SlipwayError):
        return refusal(scope, error)
    logger.error("a bulk command on %s failed", scope["path"], exc_info=error)
    detail = "Something broke on our side. Quote the trace id to whoever runs Slipway."
    return problem_response(scope, 500, "internal", "Something broke", detail)
