"""A part that is down, as people at the pages meet it: what still works, and nothing typed is lost."""

from playwright.async_api import Browser, expect

from api.app import create_app
from cli.local.ports import free_ports
from service.container import assemble, connect
from service.settings import Settings
from tests.api.driver import Driver
from tests.web.browser import served
from tests.web.driver import Page, Site, site_over


async def engineless(api: Driver) -> Driver:
    """The same database, and an engine where nobody listens."""
    settings = Settings(temporal_address=f"127.0.0.1:{free_ports(1)[0]}", command_timeout_s=1)
    slipway = assemble(api.slipway.database, await connect(settings), settings)
    return Driver(create_app(slipway), slipway, api.tokens, prefix=api.prefix)


async def test_reading_goes_on_and_the_same_form_works_once_the_engine_is_back(site: Site) -> None:
    """The page says which part is away; the form that was refused is sent again, and acts once."""
    key = await site.api.launch()
    task = f"{key}.describe"
    async with site_over(await engineless(site.api)) as without:
        otto = await without.by("otto")
        page = await otto.get(f"/tasks/{task}")

        refused = await otto.send(page, f"/tasks/{task}/complete", 503, note="Typed with care")

        said = Page(refused.text).text
        assert "A part of Slipway does not answer" in said
        assert "Reading still works" in said
        assert (await otto.get("/launches")).text
    again = await site.by("otto")
    csrf = (await again.get(f"/tasks/{task}")).forms[0].fields["csrf"]
    fields = {**page.form(f"/tasks/{task}/complete").fields, "note": "Typed with care", "csrf": csrf}
    for _ in range(2):
        assert (await again.http.post(f"/tasks/{task}/complete", data=fields)).status_code == 303
    assert (await site.api.get("pia", f"/tasks/{task}"))["note"] == "Typed with care"


async def test_what_was_typed_is_still_there_after_an_outage(one_api: Driver, browser: Browser) -> None:
    """Going back shows it, in the field where it was."""
    key = await one_api.launch()
    async with served(await engineless(one_api), browser) as site:
        tab = await site.by("otto", f"/tasks/{key}.describe")
        await tab.get_by_label("Note").fill("Typed with care")
        await tab.get_by_role("button", name="Done").click()
        await expect(tab.get_by_role("heading", name="A part of Slipway does not answer")).to_be_visible()

        await tab.get_by_role("link", name="Go back").click()

        await expect(tab.get_by_label("Note")).to_have_value("Typed with care")
