"""`make screenshots`: the main pages, as a new user of the local stack would see them, into `docs/images/`."""

import asyncio
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import httpx
from playwright.async_api import Browser

from cli.stack import Stack, StackOptions
from tests.web.browser import chromium

NIGHT = {
    **{"playbook": "standard", "tier": "T2", "title": "Night trains", "product": "Aurora", "target_date": "2027-06-01"},
    **{"objective": "Win customers who travel", "user_need": "Sleep on the way", "fact.personal_data": "true"},
}

IMAGES = Path(__file__).resolve().parents[2] / "docs" / "images"
SIZES = {1280: 860, 360: 800}
SCHEMES = ("light", "dark")

LAUNCHES = (
    ("Offline mode", "Aurora", "T2", "Win customers who travel", "Work goes on in the train"),
    ("Shared boards", "Aurora", "T1", "Grow to teams of ten", "See what others plan"),
    ("Faster sync", "Borealis", "T3", "Keep churn under 2 %", "Nobody waits for a save"),
)


async def main() -> int:
    """Start a stack, let some work happen on it, and take the pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        options = StackOptions(Path(folder), port=0, engine_port=0, ui_port=0)
        async with Stack(options) as stack, chromium() as browser:
            people = ("amara", "jonas", "ingrid", "imre")
            tokens = await stack.furnished.tokens(people, "pictures")
            keys = await _some_work(stack.url, tokens)
            pages = {
                "sign-in": ("", "/sign-in"),
                "inbox": ("amara", "/"),
                "gate": ("ingrid", f"/gates/{keys[0]}.G0"),
                "launch": ("amara", f"/launches/{keys[0]}"),
                "launches": ("amara", "/launches"),
                "playbook": ("amara", "/playbooks/standard"),
                "change": ("amara", f"/launches/{keys[0]}/change"),
                "me": ("amara", "/me"),
                "board": ("amara", "/launches?view=board"),
                "portfolio": ("amara", "/launches?view=timeline"),
                "start": ("amara", f"/launches/new?{urlencode(NIGHT)}"),
                "evidence": ("amara", f"/launches/{keys[0]}/evidence/new"),
                "activity": ("amara", f"/launches/{keys[0]}/activity"),
            }
            for name, (person, path) in pages.items():
                for width, height in SIZES.items():
                    for scheme in SCHEMES:
                        file = IMAGES / f"{name}-{scheme}-{width}.png"
                        size = {"width": width, "height": height}
                        await _picture(browser, stack.url, person, path, file, viewport=size, color_scheme=scheme)
    return 0


async def _picture(browser: Browser, url: str, person: str, path: str, file: Path, **options: Any) -> None:
    context = await browser.new_context(base_url=url, **options)
    tab = await context.new_page()
    if person:
        await tab.goto("/sign-in")
        await tab.click(f"button[value={person}]")
    await tab.goto(path)
    await tab.evaluate("document.fonts.ready")
    await tab.screenshot(path=file)
    await context.close()
    print(file.name)  # noqa: T201 - what it is run for


async def _some_work(url: str, tokens: dict[str, str]) -> list[str]:
    """Launches at the beginning, one of them at its first gate."""
    async with httpx.AsyncClient(base_url=f"{url}/api/v1", timeout=60) as http:

        async def post(person: str, path: str, **body: Any) -> Any:
            reply = await http.post(path, json=body, headers={"Authorization": f"Bearer {tokens[person]}"})
            reply.raise_for_status()
            return reply.json()

        keys = []
        for title, product, tier, objective, need in LAUNCHES:
            wanted = {"title": title, "product": product, "tier": tier, "objective": objective, "user_need": need}
            started = await post(
                "amara",
                "/launches",
                playbook="standard",
                prefix=product[:3].upper(),
                target_date="2027-06-01",
                facts={"duplicate_resolved": True},
                **wanted,
            )
            keys.append(started["key"])
        for task in await _open_tasks(http, tokens["jonas"], keys[0]):
            await post("jonas", f"/tasks/{task}/complete", note="Eight of ten customers named it unasked.")
        await post(
            "jonas",
            f"/launches/{keys[0]}/evidence",
            type="user_feedback",
            title="Eight of ten travellers lost work in the last month",
            source="https://research.example/travellers",
            strength=3,
            supports=True,
            observed_at="2026-10-20T10:00:00Z",
        )
        return keys


async def _open_tasks(http: httpx.AsyncClient, token: str, key: str) -> list[str]:
    headers = {"Authorization": f"Bearer {token}"}
    reply = await http.get("/inbox", params={"launch": key, "act": "task"}, headers=headers)
    return [entry["item"] for entry in reply.json()["items"]]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
