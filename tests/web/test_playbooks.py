"""Playbooks as pages: what one takes, tier by tier, and a form that says what is wrong at its line."""

from typing import Literal

import httpx
from playwright.async_api import expect

from domain.actors import Actor
from tests.api.driver import PILOT
from tests.web.browser import Served, violations
from tests.web.driver import Page, Site, Visitor

RICH = (
    PILOT.replace("playbook: pilot", "playbook: shelf")
    .replace("title: Pilot", "title: Shelf", 1)
    .replace("role: pm, sla: 1,", "role: pm, sla: {T1: 5, T2: 1},")
    .replace("role: engineer, sla: 2,", "role: engineer, sla: 2, when: '!reversible',")
    .replace("role: engineer, sla: 1,", "role: engineer, sla: 1, tiers: [T1],")
)

OPAL = Actor("opal", operator=True)
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")


def named(name: str) -> str:
    """The same under another name: what is published stays, for other tests too."""
    return RICH.replace("shelf", name)


async def published(site: Site, source: str = RICH) -> None:
    """Publish over the API."""
    reply = await site.api.by("opal").post("/api/v1/playbooks", content=source, headers={"Content-Type": "text/yaml"})
    assert reply.status_code == 201, reply.text


async def sent(visitor: Visitor, act: str, source: str, expect: int, file: bytes = b"") -> tuple[httpx.Response, Page]:
    """Fill the form in, perhaps choose a file, and send it."""
    form = (await visitor.get("/playbooks/new")).form("/playbooks/new")
    chosen = {"file": ("a.yaml" if file else "", file, "application/yaml")}
    reply = await visitor.http.post("/playbooks/new", data={**form.fields, "source": source, "act": act}, files=chosen)
    assert reply.status_code == expect, Page(reply.text).text
    return reply, Page(reply.text)


async def test_every_version_is_listed(site: Site) -> None:
    """With its tiers, and who published it."""
    await published(site, named("twice"))
    await published(site, named("twice").replace("version: 1", "version: 2"))

    page = await (await site.by("otto")).get("/playbooks")

    assert {"/playbooks/twice", "/playbooks/twice?version=1", "/playbooks/twice?version=2"} <= set(page.links)
    for said in ("Shelf", "T1, T2", "by Opal"):
        assert said in page.text
    assert "/playbooks" in (await (await site.by("otto")).get("/launches")).links


async def test_a_playbook_says_what_it_takes(site: Site) -> None:
    """Stages and gates as a map, and all of it in words beside that."""
    await published(site)
    otto = await site.by("otto")

    page = await otto.get("/playbooks/shelf")

    assert page.html.count('<rect class="flow-stage"') == 2
    assert page.html.count('<polygon class="flow-gate"') == 2
    assert "flow-back" in page.html
    for said in (
        "Director of product management decides within 2 business days.",
        "Legal says whether its part is ready.",
        "Nobody of these may reject, and one has to approve: Quality lead, Security lead.",
        "“Can it be undone?” is answered yes.",
        "May send the launch back to Build.",
        "Describe it",
        "Product manager, 5 business days",
    ):
        assert said in page.text
    assert page.inline == []
    await otto.get("/playbooks/nowhere", 404)
    await otto.get("/playbooks/shelf?version=9", 404)
    await otto.get("/playbooks/%00?version=x", 404)


async def test_a_tier_and_answers_show_the_plan_for_them(site: Site) -> None:
    """An answer that does not fit is told beside its question, and stays there."""
    await published(
        site,
        named("answered").replace("facts:", "facts:\n  reach: {type: int, min: 1, max: 3, default: 1, title: Reach}"),
    )
    otto = await site.by("otto")

    large, small = [await otto.get(f"/playbooks/answered?tier={tier}") for tier in ("T1", "T2")]
    other = await otto.get("/playbooks/answered?tier=T1&f.reversible=false")
    wrong = await otto.get("/playbooks/answered?tier=T1&f.reach=7")

    assert ("Ship it" in large.text, "Ship it" in small.text) == (True, False)
    assert ("Make it" in large.text, "Make it" in other.text) == (False, True)
    assert "“Can it be undone?” is answered no" in other.text
    assert "Answer with at most 3." in wrong.text
    assert wrong.form("/playbooks/answered").fields["f.reach"] == "7"


async def test_tiers_are_held_against_each_other(site: Site) -> None:
    """Each difference is marked in words; what is the same is left out unless asked for."""
    await published(site)
    otto = await site.by("otto")

    page = await otto.get("/playbooks/shelf?view=tiers")

    assert "What T1 asks for beyond T2 1 task more Ship it" in page.text
    assert "Describe it Task 5 business days 1 business day Differs: time" in page.text
    assert "Ship it Task 1 business day not asked for Not in T2" in page.text
    assert "Is it done?" not in page.text
    assert "Is it done?" in (await otto.get("/playbooks/shelf?view=tiers&all=1")).text


async def test_who_has_a_say_at_which_gate(site: Site) -> None:
    """Who decides, votes, attests and seconds."""
    await published(site)

    page = await (await site.by("otto")).get("/playbooks/shelf?view=who")

    assert "Director of product management role decides decides" in page.text
    assert "Quality lead role votes" in page.text
    assert "Legal department attests" in page.text


async def test_versions_are_compared(site: Site) -> None:
    """With the one before, unless another is named."""
    await published(site, named("grown"))
    otto = await site.by("otto")
    assert "This is the first version" in (await otto.get("/playbooks/grown?view=changes")).text
    second = named("grown").replace("version: 1", "version: 2").replace("policy: all@1", "policy: any@1")
    await published(site, second.replace("title: Make it", "title: Build it"))

    page = await otto.get("/playbooks/grown?view=changes")

    assert "Build it Task make Title changed Make it Build it T1, T2" in page.text
    assert "How votes count changed all@1 any@1 T1, T2" in page.text
    assert page.text == (await otto.get("/playbooks/grown?version=2&compare=1")).text


async def test_the_source_has_line_numbers_and_is_downloaded_as_it_is(site: Site) -> None:
    """To the byte."""
    await published(site)
    otto = await site.by("otto")

    page = await otto.get("/playbooks/shelf?view=source")
    file = await otto.http.get("/playbooks/shelf/source?version=1")

    assert 'id="L3"' in page.html
    assert file.content == RICH.encode()
    assert file.headers["content-disposition"] == 'attachment; filename="shelf@1.yaml"'


async def test_everything_wrong_is_shown_at_its_line_and_nothing_is_written(site: Site) -> None:
    """At once, with links to each; what was written stays to be mended."""
    wrong = RICH.replace("closes: [release]", "closes: [nowhere]").replace("role: pm", "role: pmm")
    lines = wrong.splitlines()
    role, closes = (next(n for n, one in enumerate(lines, 1) if said in one) for said in ("role: pmm", "[nowhere]"))
    otto = await site.by("otto")
    before = await site.api.settled()

    _, page = await sent(otto, "check", wrong.replace("\n", "\r\n"), 422)

    assert {f"#L{role}", f"#L{closes}"} <= set(page.links)
    assert "Unknown role pmm . Did you mean pm ?" in page.text
    assert f'<li id="L{role}" class="source-wrong"' in page.html
    assert page.form("/playbooks/new").fields["source"] == wrong
    assert await site.api.settled() == before


async def test_checking_writes_nothing_and_publishing_does(site: Site) -> None:
    """Only operators publish; the use case says so, and others are not shown the button."""
    otto, opal, source = await site.by("otto"), await site.by("opal"), named("fresh")
    before = await site.api.settled()

    _, sound = await sent(otto, "check", source, 200)
    await sent(otto, "publish", source, 403)

    assert "Shelf is sound: fresh@1, with 2 stages, 3 tasks and 2 gates." in sound.text
    assert ("act", "publish") not in sound.form("/playbooks/new").buttons
    assert await site.api.settled() == before
    reply, _ = await sent(opal, "publish", source.replace("\n", "\r\n"), 303)
    after = await opal.get(reply.headers["location"])
    assert "Published" in after.text
    assert (await site.api.get("pia", "/playbooks/fresh@1"))["source"] == source
    _, refused = await sent(opal, "publish", source.replace("Three sentences.", "Four."), 409)
    assert "publish this as version 2" in refused.text
    assert "Four." in refused.form("/playbooks/new").fields["source"]


async def test_a_file_is_taken_instead_of_the_text(site: Site) -> None:
    """When it is text and not too large; a document that would grow without end is refused as everywhere."""
    opal = await site.by("opal")
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 10)}]\n" for old, new in ("ab", "bc", "cd", "de", "ef")
    )

    _, chosen = await sent(opal, "check", "nothing", 200, RICH.encode())
    _, grown = await sent(opal, "check", bomb, 422)

    assert "Shelf is sound" in chosen.text
    assert chosen.form("/playbooks/new").fields["source"] == RICH
    assert "Too many values" in grown.text
    await sent(opal, "check", "", 422, b"\xff\xfe")
    await sent(opal, "check", "", 413, b"#" * 300_000)
    await sent(opal, "check", "", 413, b"#" * 1_200_000)


async def test_playbooks_are_accessible(shown: Served) -> None:
    """Axe finds nothing on any view, in both themes; the smallest screens need not be scrolled sideways."""
    for version in (1, 2):
        source = named("seen").replace("version: 1", f"version: {version}").replace("Make it", f"Make {version}")
        await shown.api.slipway.playbooks.publish(OPAL, source)
    tab = await shown.by("opal", "/playbooks", reduced_motion="reduce")
    views = [f"/playbooks/seen?view={view}" for view in ("plan", "tiers", "who", "changes", "source")]
    found, wide = {}, []
    for path in ("/playbooks", "/playbooks/seen?f.reversible=false", *views):
        await tab.goto(path)
        for scheme in SCHEMES:
            await tab.emulate_media(color_scheme=scheme)
            found[path, scheme] = await violations(tab)
        await tab.set_viewport_size({"width": 320, "height": 640})
        fits = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
        wide += [] if await tab.evaluate(fits) else [path]
        await tab.set_viewport_size({"width": 1280, "height": 860})

    assert {path: wrong for path, wrong in found.items() if wrong} == {}
    assert wide == []


async def test_mending_a_playbook_line_by_line(shown: Served) -> None:
    """From the list to the line, from there to the same line in the text, until it is sound and published."""
    tab = await shown.by("opal", "/playbooks/new")
    text = tab.get_by_role("textbox", name="Playbook")
    source = named("mended")
    line = 1 + source[: source.index("closes: [release]")].count("\n")
    await text.fill(source.replace("closes: [release]", "closes: [releas]"))
    await tab.get_by_role("button", name="Check").click()

    await expect(tab.locator(".findings")).to_be_focused()
    await tab.get_by_role("link", name=f"Line {line}").click()
    await expect(tab.locator(f"#L{line}")).to_be_in_viewport()
    assert await violations(tab) == []
    await tab.locator(f"#L{line}").get_by_role("link", name="Mend it").click()
    await expect(text).to_be_focused()
    chosen = "field => field.value.slice(field.selectionStart, field.selectionEnd)"
    assert await text.evaluate(chosen) == "    closes: [releas]"
    await tab.keyboard.type("    closes: [release]")
    await tab.get_by_role("button", name="Publish").click()

    await expect(tab.locator(".toast")).to_contain_text("Published")
    await expect(tab.get_by_role("heading", name="Shelf", exact=True)).to_be_visible()
    assert (await shown.api.get("pia", "/playbooks/mended"))["source"] == source
