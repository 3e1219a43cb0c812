"""What breaks behind a page, and what lies deep in a launch."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import update

from store.tables import requests, tasks
from tests.web.driver import Page, Site
from web.armour import SAFE


@asynccontextmanager
async def _spoilt(site: Site, task: str) -> AsyncIterator[None]:
    """Something stands in the row of a task that no code of ours wrote; afterwards, what was there."""
    database, row = site.api.slipway.database, update(tasks).where(tasks.c.id == task)
    async with database.write() as conn:
        whole = (await conn.execute(tasks.select().where(tasks.c.id == task))).mappings().one()["body"]
        await conn.execute(row.values(body={"spoilt": True}))
    try:
        yield
    finally:
        async with database.write() as conn:
            await conn.execute(row.values(body=whole))


async def test_what_breaks_is_a_page(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    """In words, with safe headers, and without anything of our insides; the log has those."""
    task = f"{await site.api.launch()}.describe"
    otto = await site.by("otto")

    with caplog.at_level(logging.ERROR, logger="web.net"):
        async with _spoilt(site, task):
            reply = await otto.http.get(f"/tasks/{task}")

    said = Page(reply.text)
    assert (reply.status_code, reply.headers["content-type"]) == (500, "text/html; charset=utf-8")
    assert "Something broke on our side" in said.text
    assert "nothing you typed is lost" in said.text
    assert said.inline == []
    assert "Traceback" not in reply.text
    assert {name: reply.headers.get(name) for name in SAFE} == SAFE
    assert f"/tasks/{task} failed" in caplog.text


async def test_what_was_sent_when_it_broke_can_be_sent_again(site: Site) -> None:
    """With every word, under the same key, so that it counts once."""
    task = f"{await site.api.launch()}.describe"
    otto = await site.by("otto")
    page = await otto.get(f"/tasks/{task}")

    async with _spoilt(site, task):
        broken = Page((await otto.send(page, f"/tasks/{task}/complete", 500, note="Typed with care")).text)

    sent = page.form(f"/tasks/{task}/complete").fields
    again = broken.form(f"/tasks/{task}/complete").fields
    assert again == {**sent, "csrf": again["csrf"], "note": "Typed with care"}  # which is written anew each time
    await otto.send(broken, f"/tasks/{task}/complete")
    assert (await site.api.get("pia", f"/tasks/{task}"))["note"] == "Typed with care"


async def test_a_review_is_found_however_many_there_are(site: Site) -> None:
    """The 250th of a launch has a page, as the first has."""
    task = f"{await site.api.launch()}.describe"
    made = (await site.api.do("pia", f"/tasks/{task}/requests", 201, of="lena", note="Is it legal?")).json()
    launch = task.partition(".")[0]
    database = site.api.slipway.database
    async with database.write() as conn:
        row = (await conn.execute(requests.select().where(requests.c.id == made["id"]))).mappings().one()
        for number in range(2, 251):
            id_, local = f"{launch}.Q{number}", f"Q{number}"
            body = {**row["body"], "id": id_, "request": {**row["body"]["request"], "id": local}}
            await conn.execute(requests.insert(), {**row, "id": id_, "number": number, "body": body})

    page = await (await site.by("lena")).get(f"/requests/{launch}.Q250")

    assert "Is it legal?" in page.text
    await (await site.by("lena")).get(f"/requests/{launch}.Q251", 404)
