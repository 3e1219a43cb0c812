"""Asking people for reviews of tasks and gates."""

from dataclasses import dataclass

from domain.actors import Actor
from domain.errors import Invalid, NotFound, Problem
from domain.launch.commands import AnswerReview, RequestCommand, RequestReview, WithdrawRequest
from domain.launch.state import Opinion
from domain.launch.views import Batch, RequestView
from service.conduct import Conductor, Done, launch_of, pick
from service.paging import Page
from store import launches, people, requests
from store.database import Database


@dataclass(frozen=True)
class Requests:
    """The use cases of requests. Ids of tasks, gates and requests are outside names."""

    database: Database
    conductor: Conductor

    async def ask(
        self, actor: Actor, command_key: str, item: str, noun: str, *, of: str, note: str = ""
    ) -> Done[RequestView]:
        """Ask somebody to look at a task or a gate. `noun` says which of the two `item` is."""
        launch, local = launch_of(item, noun)
        async with self.database.read() as conn:
            person = await people.get(conn, of)
        if person is None or not person.active:
            problem = Problem("/of", f"There is no person {of}.")
            raise Invalid("Nobody can be asked who is not here.", problems=[problem])
        command = RequestReview(command_key, actor, local, of, note)
        return await self.conductor.carry_out(launch, command, _request)

    async def answer(
        self, actor: Actor, command_key: str, request_id: str, *, opinion: Opinion, note: str = ""
    ) -> Done[RequestView]:
        """Say what one thinks of it."""
        launch, local = launch_of(request_id, "request")
        return await self._carry_out(launch, AnswerReview(command_key, actor, local, opinion, note), local)

    async def withdraw(self, actor: Actor, command_key: str, request_id: str) -> Done[RequestView]:
        """No longer ask."""
        launch, local = launch_of(request_id, "request")
        return await self._carry_out(launch, WithdrawRequest(command_key, actor, local), local)

    async def _carry_out(self, launch: str, command: RequestCommand, local: str) -> Done[RequestView]:
        return await self.conductor.carry_out(launch, command, lambda batch, _: _request(batch, local))

    async def show(self, request_id: str) -> RequestView:
        """One request. Raises NotFound."""
        async with self.database.read() as conn:
            view = await requests.get(conn, request_id)
        if view is None:
            raise NotFound(f"There is no request {request_id}.")
        return view

    async def list(self, launch_key: str, *, cursor: str | None = None, limit: int = 50) -> Page[RequestView]:
        """The requests of a launch, in the order they were made. Raises NotFound."""
        async with self.database.read() as conn:
            found = await requests.of_launch(conn, launch_key, cursor=cursor, limit=limit)
            if not found.items and await launches.seq(conn, launch_key) is None:
                raise NotFound(f"There is no launch {launch_key}.")
            return found


def _request(batch: Batch, number: str) -> RequestView:
    return pick(batch.requests, lambda view: view.request.id == number)
