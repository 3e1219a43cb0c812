"""Evidence on the pages: adding it, with files or by link, reading it, and getting files back."""

import hashlib
from typing import Any

import pytest
from playwright.async_api import FilePayload, expect
from starlette.middleware import Middleware

from api.limits import BodyLimit
from tests.api.test_evidence import PIECE
from tests.web.browser import Served, violations
from tests.web.driver import Page, Site, Visitor, site_over

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
NOTES = b"Twelve interviews.\nNine of them had lost work."
SAID = {"title": "Nine of twelve lost work", "strength": "3", "stance": "for", "type": "user_feedback"}


async def add(visitor: Visitor, key: str, *files: tuple[str, Any, str], expect: int = 303, **said: str) -> Page:
    """Fill the form in as a browser without scripts does, with its files as they are."""
    form = (await visitor.get(f"/launches/{key}/evidence/new")).form(f"/launches/{key}/evidence")
    fields = {**form.fields, **SAID, **said}
    fields.pop("file", None)
    sent = [("file", one) for one in files] or [("file", ("", b"", "application/octet-stream"))]
    reply = await visitor.http.post(form.action, data=fields, files=sent)
    assert reply.status_code == expect, Page(reply.text).text
    return Page(reply.text)


async def listed(site: Site, key: str) -> list[dict[str, Any]]:
    """As the API has it."""
    found: list[dict[str, Any]] = (await site.api.get("pia", f"/launches/{key}/evidence"))["items"]
    return found


async def test_evidence_is_added_by_link(site: Site) -> None:
    """From the page of a gate, for that gate, back to it; what it says is read on its page."""
    key = await site.api.launch()
    otto = await site.by("otto")
    way = next(one for one in (await otto.get(f"/gates/{key}.G1")).links if "/evidence/new" in one)

    said = {**SAID, "stance": "against", "source": "https://x.example/12", "summary": "Half quit"}
    reply = await otto.act(way, f"/launches/{key}/evidence", 303, **said)

    assert reply.headers["location"].startswith(f"/gates/{key}.G1?did=added")
    (one,) = await listed(site, key)
    assert (one["target"], one["supports"], one["strength"], one["source"]) == ("G1", False, 3, "https://x.example/12")
    page = await (await site.by("lena")).get(f"/evidence/{one['id']}")
    for words in ("Speaks against it", "3 of 5: many asked", "Half quit", "Is it good enough?", "Otto"):
        assert words in page.text
    assert "https://x.example/12" in page.links


async def test_files_go_along_with_the_form(site: Site) -> None:
    """Without scripts: each becomes a piece, a picture is shown, the beginning of a text too, and all come back."""
    key = await site.api.launch()
    otto = await site.by("otto")

    await add(otto, key, ("notes.txt", NOTES, "text/plain"), ("chart.png", PNG, "image/png"))

    notes, chart = await listed(site, key)
    assert [one["title"] for one in (notes, chart)] == [
        f"{SAID['title']} ({name})" for name in ("notes.txt", "chart.png")
    ]
    assert notes["sha256"] == hashlib.sha256(NOTES).hexdigest()
    page = await otto.get(f"/launches/{key}")
    assert (f"/files/{chart['sha256']}/picture" in page.html, f"/files/{notes['sha256']}" in page.links) == (True, True)
    assert "Nine of them had lost work." in (await otto.get(f"/evidence/{notes['id']}")).text

    got = await otto.http.get(f"/files/{notes['sha256']}")
    assert got.content == NOTES
    assert got.headers["content-disposition"] == "attachment; filename*=UTF-8''notes.txt"
    picture = await otto.http.get(f"/files/{chart['sha256']}/picture")
    assert (picture.content, picture.headers["content-type"]) == (PNG, "image/png")
    for reply in (got, picture):
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    await otto.get(f"/files/{notes['sha256']}/picture", 404)
    assert (await site.browser().http.get(f"/files/{notes['sha256']}")).status_code == 303


@pytest.mark.parametrize(
    ("file", "said", "status", "words"),
    [
        pytest.param(None, {}, 422, "Give a link, say where it is to be found, or upload a file.", id="nothing"),
        pytest.param(None, {"source": "javascript:alert(1)"}, 422, "A link begins with https://", id="no link"),
        pytest.param(None, {"source": "a shelf", "strength": ""}, 422, "Say how strong it is.", id="no strength"),
        pytest.param(None, {"source": "a shelf", "title": ""}, 422, "Say in a few words what it shows.", id="no title"),
        pytest.param(
            None, {"source": "a shelf", "expires_at": "1999-01-01"}, 422, "has to be later", id="expired before"
        ),
        pytest.param(
            ("x.html", b"<script>", "text/html"),
            {},
            415,
            "x.html: It is not of a kind that is taken here: PDF, PNG,",
            id="a page",
        ),
        pytest.param(("x.png", NOTES, "image/png"), {}, 415, "x.png: It is not of a kind", id="a false picture"),
        pytest.param(("x.txt", b"", "text/plain"), {}, 422, "x.txt: The file is empty.", id="empty"),
        pytest.param(("x.txt", b"x" * 1_200_000, "text/plain"), {}, 413, "Together at most 1 MiB.", id="too large"),
    ],
)
async def test_what_is_refused_comes_back_as_it_was_typed(
    site: Site, file: tuple[str, bytes, str] | None, said: dict[str, str], status: int, words: str
) -> None:
    """With what is wrong beside its field; nothing is on record."""
    key = await site.api.launch()
    otto = await site.by("otto")

    page = await add(otto, key, *([file] if file else []), expect=status, summary="Two hours of <work>", **said)

    assert words in page.text
    assert page.form(f"/launches/{key}/evidence").fields["summary"] == "Two hours of <work>"
    assert 'class="field-wrong"' in page.html
    assert await listed(site, key) == []


async def test_a_file_sent_ahead_stays_in_a_form_that_is_refused(site: Site) -> None:
    """As the form's own scripts send it: it is not asked for again, and then counts."""
    key = await site.api.launch()
    otto = await site.by("otto")
    form = (await otto.get(f"/launches/{key}/evidence/new")).form(f"/launches/{key}/evidence")
    headers = {"X-Slipway-CSRF": form.fields["csrf"], "Content-Type": "text/plain"}
    path = f"/launches/{key}/files?name=notes.txt"

    forged = await otto.http.post(path, content=NOTES, headers={**headers, "X-Slipway-CSRF": "guessed"})
    foreign = await otto.http.post(path, content=NOTES, headers={**headers, "Origin": "https://evil.example"})
    sent = Page((await otto.http.post(path, content=NOTES, headers=headers)).text)
    name = f"upload.{hashlib.sha256(NOTES).hexdigest()}"
    assert (forged.status_code, foreign.status_code, name in sent.html) == (403, 403, True)

    refused = await add(otto, key, expect=422, title="", **{name: "notes.txt"})
    again = refused.form(f"/launches/{key}/evidence").fields
    assert again[name] == "notes.txt"
    await otto.http.post(f"/launches/{key}/evidence", data={**again, **SAID})

    (one,) = await listed(site, key)
    assert (one["sha256"], one["source"]) == (name.removeprefix("upload."), "notes.txt")


async def test_a_session_that_ends_before_a_file_arrives_keeps_the_text(site: Site) -> None:
    """The file has to be chosen again, and that is said; nothing of it was kept."""
    key = await site.api.launch()
    otto = await site.by("otto")
    form = (await otto.get(f"/launches/{key}/evidence/new")).form(f"/launches/{key}/evidence")
    await site.api.slipway.sessions.end_all("otto")

    ahead = await otto.http.post(f"/launches/{key}/files?name=a.txt", content=NOTES)
    file = ("a.txt", b"x" * 900_000, "text/plain")
    reply = await otto.http.post(form.action, data={**form.fields, **SAID, "summary": "Kept"}, files={"file": file})
    assert (ahead.status_code, reply.status_code) == (401, 401)
    again = Page((await otto.send(Page(reply.text), "/sign-in", 200, token=site.api.tokens["otto"])).text)

    assert "they did not arrive: choose them again" in again.text
    fields = again.form(form.action).fields
    assert fields["summary"] == "Kept"
    fields.pop("file")
    sent = await otto.http.post(form.action, data=fields, files={"file": ("a.txt", NOTES, "text/plain")})
    assert sent.status_code == 303, Page(sent.text).text
    assert [(one["summary"], one["source"]) for one in await listed(site, key)] == [("Kept", "a.txt")]


async def test_evidence_is_found_by_what_it_says(site: Site) -> None:
    """And by kind, as the address says; the launch page sets both sides beside each other."""
    key = await site.api.launch()
    for title, more in (
        ("Interviews", {}),
        ("Numbers", {"type": "metric", "target": "G1"}),
        ("Doubts", {"supports": False}),
    ):
        await site.api.do("otto", f"/launches/{key}/evidence", 201, **{**PIECE, "title": title, **more})
    pia = await site.by("pia")

    async def found(query: str) -> list[str]:
        page = await pia.get(f"/launches/{key}/evidence?{query}")
        return [title for title in ("Interviews", "Numbers", "Doubts") if title in page.text]

    assert await found("") == ["Interviews", "Numbers", "Doubts"]
    assert await found("stance=against") == ["Doubts"]
    assert await found("kind=metric&stance=for") == ["Numbers"]
    assert await found("target=G1") == ["Numbers"]
    told = (await pia.get(f"/launches/{key}")).text.partition("What happened")[0]
    sides = told.partition("Speaks against it")
    assert [("Doubts" in one, "Numbers" in one) for one in sides[::2]] == [(False, True), (True, False)]


async def test_forms_with_files_may_be_larger_than_others(site: Site) -> None:
    """Where the server limits bodies, those of files have a limit of their own."""
    key = await site.api.launch()
    async with site_over(site.api, middleware=[Middleware(BodyLimit)]) as limited:
        otto = await limited.by("otto")
        await add(otto, key, ("long.txt", b"x" * 300_000, "text/plain"))
        other = await otto.http.post(f"/launches/{key}/comments", content=b"x" * 300_000)

    assert ([one["source"] for one in await listed(site, key)], other.status_code) == (["long.txt"], 413)


async def test_files_are_uploaded_as_they_are_chosen(shown: Served) -> None:
    """With progress and a way out; what is refused says why, in both themes, also on a small screen."""
    key = await shown.api.launch(title="Uploads")
    tab = await shown.by("otto", f"/gates/{key}.G1", viewport={"width": 320, "height": 700}, color_scheme="dark")
    await tab.get_by_role("link", name="Add evidence").click()
    await tab.get_by_label("What it shows").fill(SAID["title"])
    await tab.get_by_label("Many asked").check()
    files, lines = tab.get_by_label("Files"), tab.locator(".upload")

    chosen = (("notes.txt", "text/plain", NOTES), ("page.html", "text/html", b"<"), ("large.txt", "", b"x" * 1_100_000))
    await files.set_input_files([FilePayload(name=name, mimeType=kind, buffer=of) for name, kind, of in chosen])
    await expect(lines.filter(has_text="notes.txt")).to_contain_text("Uploaded")
    await expect(lines.filter(has_text="page.html")).to_contain_text("It is not of a kind that is taken here")
    await expect(lines.filter(has_text="large.txt")).to_contain_text("more than 1 MiB")
    assert await violations(tab) == []
    assert await tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

    async def never_arrives(route: Any) -> None:
        """Holds a request back until the page lets go of it."""

    await tab.route("**/files?name=slow.txt", never_arrives)
    await files.set_input_files(FilePayload(name="slow.txt", mimeType="text/plain", buffer=NOTES))
    slow = lines.filter(has_text="slow.txt")
    await expect(slow.get_by_role("progressbar")).to_be_visible()
    await tab.get_by_role("button", name="Add it").click()
    await expect(tab.get_by_text("A file is still on its way.").first).to_be_visible()
    await slow.get_by_role("button", name="Cancel").click()
    await expect(slow).to_have_count(0)
    await tab.get_by_role("button", name="Add it").click()

    await expect(tab.locator(".toast")).to_contain_text("Evidence added")
    await expect(tab.locator(".evidence")).to_contain_text("notes.txt")
    assert await violations(tab) == []
    (one,) = (await shown.api.get("pia", f"/launches/{key}/evidence"))["items"]
    assert (one["title"], one["source"], one["target"]) == (SAID["title"], "notes.txt", "G1")
