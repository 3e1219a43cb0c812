"""Pages of lists: what is asked for, and where the next one is."""

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from api.schemas.base import Listed
from service.paging import Page

V = TypeVar("V")
O = TypeVar("O")  # noqa: E741 - what goes out


class PageQuery(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid")

    cursor: str | None = Field(None, max_length=1000, description="`next_cursor` of the page before.")
    limit: int = Field(50, ge=1, le=200, description="How many items at most.")


Paging = Annotated[PageQuery, Query()]


def listed(
    request: Request, response: Response, model: type[Listed[O]], page: Page[V], show: Callable[[V], O]
) -> Listed[O]:
    """A page as its model, with a `Link` to the next one that keeps every filter."""
    if page.next is not None:
        following = request.url.include_query_params(cursor=page.next)
        response.headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return model(items=tuple(show(item) for item in page.items), next_cursor=page.next)
