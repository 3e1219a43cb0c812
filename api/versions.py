"""Versions of what is shown: `ETag` going out, `If-Match` and `If-None-Match` coming in."""

import re
from typing import Annotated

from fastapi import Depends, Header

from api.problems import malformed
from domain.errors import Problem

_ONE_TAG = re.compile(r'"(0|[1-9][0-9]{0,8})"')

IfNoneMatch = Annotated[
    str | None, Header(alias="If-None-Match", description="An ETag you have: the answer is 304 while it is current.")
]


def etag(version: int) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def is_current(if_none_match: str | None, version: int) -> bool:
    """Whether the caller has this version already."""
    given = {one.strip().removeprefix("W/") for one in (if_none_match or "").split(",")}
    return etag(version) in given


async def expected_version(
    if_match: Annotated[
        str | None,
        Header(
            alias="If-Match", description='The ETag you saw, such as `"12"`: refused with 412 when it has moved on.'
        ),
    ] = None,
) -> int | None:
    """The version the caller saw. `*` asks for any; what is no ETag of ours raises a 400."""
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ONE_TAG.fullmatch(if_match.strip())
    if match is None:
        detail = 'If-Match takes the one ETag you were given, such as "12", with its quotes.'
        raise malformed(detail, Problem("/If-Match", "is not one ETag of Slipway"))
    return int(match.group(1))


ExpectedVersion = Annotated[int | None, Depends(expected_version)]
