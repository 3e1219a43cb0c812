"""What keeps the pages safe: sessions, forged forms, headers, links that never act."""

import re
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from sqlalchemy import update

from service.sessions import ABSOLUTE, IDLE, TRIES
from store.tables import sessions
from tests.api.driver import Driver
from tests.web.driver import BASE, Page, Site, site_over


async def test_who_is_not_signed_in_is_asked_to_and_comes_back(site: Site) -> None:
    """With the query they came for."""
    browser = site.browser()

    reply = await browser.http.get("/launches?state=held")

    assert (reply.status_code, reply.headers["location"]) == (303, "/sign-in?then=%2Flaunches%3Fstate%3Dheld")
    page = await browser.get(reply.headers["location"])
    back = await browser.send(page, "/sign-in", token=site.api.tokens["pia"])
    assert back.headers["location"] == "/launches?state=held"


async def test_an_address_and_a_password(site: Site) -> None:
    """Whatever is wrong, the answer is the same."""
    await site.api.slipway.sessions.set_password("lena", "correct horse battery")
    browser = site.browser()
    page = await browser.get("/sign-in")

    wrong = [
        await browser.send(page, "/sign-in", 401, email=email, password=password)
        for email, password in (("lena@example.com", "wrong"), ("nobody@example.com", "correct horse battery"))
    ]
    right = await browser.send(page, "/sign-in", email="Lena@Example.com", password="correct horse battery")

    assert {Page(reply.text).text for reply in wrong} == {Page(wrong[0].text).text}
    assert right.headers["location"] == "/"
    assert "Lena" in (await browser.get("/")).text


async def test_passwords_cannot_be_guessed_for_long(site: Site) -> None:
    """After so many even the right one is not looked at."""
    await site.api.slipway.sessions.set_password("sami", "correct horse battery")
    browser = site.browser()
    page = await browser.get("/sign-in")
    for _ in range(TRIES):
        await browser.send(page, "/sign-in", 401, email="sami@example.com", password="wrong")

    reply = await browser.send(page, "/sign-in", 401, email="sami@example.com", password="correct horse battery")

    assert "Too many wrong passwords" in Page(reply.text).text


async def test_a_new_password_ends_the_sessions_of_the_old(site: Site) -> None:
    """Whoever had stolen one is out."""
    lena = await site.by("lena")

    await site.api.slipway.sessions.set_password("lena", "another long password")

    assert (await lena.http.get("/")).status_code == 303


@pytest.mark.parametrize(("column", "age"), [("seen_at", IDLE), ("created_at", ABSOLUTE)])
async def test_sessions_end_by_themselves(site: Site, column: str, age: timedelta) -> None:
    """Unused for a while, or after a time whatever happens."""
    vera = await site.by("vera")
    async with site.api.slipway.database.write() as conn:
        long_ago = datetime.now(UTC) - age
        await conn.execute(update(sessions).where(sessions.c.person == "vera").values({column: long_ago}))

    assert (await vera.http.get("/")).status_code == 303


async def test_signing_out(site: Site) -> None:
    """Of this browser, or of all."""
    one, other, third = [await site.by("emil") for _ in range(3)]

    await one.act("/", "/sign-out")
    assert [(await it.http.get("/")).status_code for it in (one, other, third)] == [303, 200, 200]
    await other.act("/", "/sign-out", everywhere="true")
    assert [(await it.http.get("/")).status_code for it in (other, third)] == [303, 303]


@pytest.mark.parametrize(
    ("url", "name", "secure"), [(BASE, "slipway", False), ("https://slipway.test", "__Host-slipway", True)]
)
async def test_the_cookie(api: Driver, url: str, name: str, secure: bool) -> None:
    """R14: out of reach of scripts and other sites, and bound to TLS where there is TLS."""
    async with site_over(api, public_url=url) as site:
        reply = await site.browser().http.post("/sign-in", data={"token": api.tokens["pia"]})

    cookie = reply.headers["set-cookie"]
    assert cookie.startswith(f"{name}=")
    assert ("HttpOnly" in cookie, "SameSite=lax" in cookie, "Path=/" in cookie) == (True, True, True)
    assert ("Secure" in cookie, "Domain" in cookie) == (secure, False)
    assert ("strict-transport-security" in reply.headers) == secure


async def test_a_form_that_is_not_ours_changes_nothing(site: Site) -> None:
    """R14: without the session's own word, with another session's, or from another site."""
    key = await site.api.launch()
    task = f"{key}.describe"
    otto, pia = await site.by("otto"), await site.by("pia")
    fields = (await otto.get(f"/tasks/{task}")).form(f"/tasks/{task}/claim").fields
    theirs = (await pia.get(f"/tasks/{task}")).form(f"/tasks/{task}/claim").fields["csrf"]

    forged = [
        await otto.http.post(f"/tasks/{task}/claim", data={**fields, "csrf": ""}),
        await otto.http.post(f"/tasks/{task}/claim", data={**fields, "csrf": theirs}),
        await otto.http.post(f"/tasks/{task}/claim", data=fields, headers={"Origin": "https://evil.example"}),
        await otto.http.post(f"/tasks/{task}/claim", data=fields, headers={"Sec-Fetch-Site": "cross-site"}),
        await otto.http.post(f"/tasks/{task}/claim", data=fields, headers={"Origin": "null"}),
    ]

    assert [reply.status_code for reply in forged] == [403] * len(forged)
    assert (await site.api.get("pia", f"/tasks/{task}"))["state"] == "open"


async def test_links_never_decide(site: Site) -> None:
    """U4: GET and HEAD of every link and of every address a form is sent to, signed in, and nothing has changed."""
    gate = await site.api.build(await site.api.launch())
    dora = await site.by("dora")
    before = await site.api.settled()
    key = gate.split(".")[0]
    pages = [await dora.get(path) for path in ("/", f"/?launch={key}", f"/launches/{key}", f"/gates/{gate}")]
    found = {link for page in pages for link in page.links if link.startswith("/")}
    found |= {form.action for page in pages for form in page.forms}

    for link in sorted(found):
        for method in ("GET", "HEAD"):
            reply = await dora.http.request(method, link)
            assert reply.status_code in {200, 303, 404, 405}, (method, link)

    assert await site.api.settled() == before
    assert (await site.api.get("dora", f"/gates/{gate}"))["decision"] is None


async def test_no_script_stands_in_a_page(site: Site) -> None:
    """R14: the policy allows none, so none is needed; nor a style."""
    key = await site.api.launch(title="<script>alert(1)</script>")
    otto = await site.by("otto")

    for path in ("/", f"/launches/{key}", f"/tasks/{key}.describe", "/launches", "/nowhere"):
        reply = await otto.http.get(path)
        assert Page(reply.text).inline == []
        assert "<script>alert" not in reply.text
        policy = reply.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert reply.headers["cache-control"] == "private, no-cache"


async def test_a_session_that_ends_in_mid_form_loses_nothing(site: Site) -> None:
    """What was written is shown again after signing in, and sent when they say so."""
    key = await site.api.launch()
    task, otto = f"{key}.describe", await site.by("otto")
    page = await otto.get(f"/tasks/{task}")
    await site.api.slipway.sessions.end_all("otto")

    reply = await otto.send(page, f"/tasks/{task}/complete", 401, note="Two hours of work")
    signing = Page(reply.text)
    assert "you can send what you wrote" in signing.text
    back = await otto.send(signing, "/sign-in", 200, token=site.api.tokens["otto"])
    again = Page(back.text)
    assert "Two hours of work" in again.html
    assert (await site.api.get("pia", f"/tasks/{task}"))["state"] == "open"
    await otto.send(again, f"/tasks/{task}/complete")

    assert (await site.api.get("pia", f"/tasks/{task}"))["note"] == "Two hours of work"


@pytest.mark.parametrize("then", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_signing_in_never_leads_elsewhere(site: Site, then: str) -> None:
    """An address is not to be trusted."""
    reply = await site.browser().http.post("/sign-in", data={"token": site.api.tokens["pia"], "then": then})

    assert reply.headers["location"] == "/"


async def test_nobody_is_a_sample_where_that_is_not_allowed(site: Site) -> None:
    """Nor offered to be one."""
    browser = site.browser()

    assert "Continue as" not in (await browser.get("/sign-in")).text
    assert (await browser.http.post("/sign-in", data={"person": "pia"})).status_code == 401


async def test_files_are_kept_for_ever_only_under_their_digest(site: Site) -> None:
    """And nothing outside their folder is to be had."""
    browser = site.browser()
    page = await browser.get("/sign-in")
    sheet = page.html.split('rel="stylesheet" href="')[1].split('"')[0]

    kept = await browser.http.get(sheet)
    assert (kept.status_code, "immutable" in kept.headers["cache-control"]) == (200, True)
    stale = await browser.http.get("/assets/000000000000/css/slipway.css")
    assert stale.headers["cache-control"] == "no-cache"
    for path in ("/assets/x/../../app.py", "/assets/x/%2e%2e/app.py", "/assets/x/vendor/MANIFEST.json", "/assets/x/"):
        assert (await browser.http.get(httpx.URL(BASE + path))).status_code == 404


@pytest.mark.parametrize(("path", "status"), [("/launches/NO-1", 404), ("/nowhere", 404), ("/?cursor=nonsense", 422)])
async def test_what_is_not_there_is_said_in_words(site: Site, path: str, status: int) -> None:
    """With a way out."""
    page = await (await site.by("pia")).get(path, status)

    assert "Go back" in page.text
    assert "/" in page.links


async def test_files_find_each_other(site: Site) -> None:
    """What a style sheet names lies beside it, at the address that pages load it from, too."""
    browser = site.browser()
    page = await browser.get("/sign-in")
    sheet = page.html.split('rel="stylesheet" href="')[1].split('"')[0]
    named = re.findall(r'url\("([^"]+)"\)', (await browser.http.get(sheet)).text)

    assert named
    for path in named:
        found = httpx.URL(BASE + sheet).join(path)
        assert "immutable" in (await browser.http.get(found)).headers["cache-control"]
    assert httpx.URL(BASE + sheet).join(named[0]).path in page.html
