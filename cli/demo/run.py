"""The demonstration: a stack of its own, the story, and what came of it."""

import asyncio
import tempfile
from pathlib import Path
from time import monotonic

import httpx

from cli.demo import story
from cli.demo.crew import Crew, StoryBroke
from cli.demo.narrator import Narrator
from cli.demo.report import report
from cli.demo.stagecraft import Launch
from cli.failures import CommandFailed
from cli.furnish import sample_organisation
from cli.interrupt import until_interrupted
from cli.local.errors import LocalStackError
from cli.stack import Stack, StackOptions

_TIMEOUT_SECONDS = 30.0


class Demonstration:
    """One run, in a temporary directory."""

    def __init__(self, *, port: int, engine_port: int, ui_port: int, leave: bool) -> None:
        """With `leave`, it ends when the story does; else it serves until it is interrupted."""
        self._ports = (port, engine_port, ui_port)
        self._leave = leave
        self._tell = Narrator()
        self._began = monotonic()
        self.told = False

    def run(self) -> bool:
        """Run it; says whether it was interrupted. Raises CommandFailed or LocalStackError."""
        return asyncio.run(until_interrupted(self._whole()))

    async def _whole(self) -> None:
        with tempfile.TemporaryDirectory(prefix="slipway-demo-") as directory:
            self._tell.say("Slipway starts an engine, a database, a worker and the API of its own …")
            options = StackOptions(Path(directory), *self._ports, for_demonstration=True)
            async with Stack(options) as stack:
                self._tell.say(f"Ready after {monotonic() - self._began:.0f} s. A launch begins.")
                await self._with_an_eye_on(stack)
                self.told = True
                if not self._leave:
                    await stack.watch()

    async def _with_an_eye_on(self, stack: Stack) -> None:
        """Tell the story; should a part of the stack die meanwhile, that is the news."""
        telling = asyncio.create_task(self._tell_all(stack))
        watching = asyncio.create_task(stack.watch())
        try:
            await asyncio.wait({telling, watching}, return_when=asyncio.FIRST_COMPLETED)
            await (watching if watching.done() else telling)
        except LocalStackError:
            raise
        except Exception as broke:
            # Whatever it was, the logs know more, and they are gone with this directory.
            what = str(broke) if isinstance(broke, StoryBroke) else repr(broke)
            raise CommandFailed(f"The demonstration broke: {what}\n{stack.tails()}") from broke
        finally:
            for task in (telling, watching):
                task.cancel()
            await asyncio.gather(telling, watching, return_exceptions=True)

    async def _tell_all(self, stack: Stack) -> None:
        organisation = sample_organisation()
        tokens = await stack.furnished.tokens((person.id for person in organisation.people), "slipway demo")
        async with httpx.AsyncClient(base_url=stack.url, timeout=_TIMEOUT_SECONDS, trust_env=False) as http:
            crew = Crew.of(organisation, tokens, http)
            launch = await self._tell_story(crew, stack.engine.address)
            await report(launch, self._tell, stack.engine.metrics_url)
        self._tell_where(stack, launch.key, tokens[story.OWNER])

    async def _tell_story(self, crew: Crew, engine_address: str) -> Launch:
        with self._tell.progressing(len(story.CHAPTERS)):
            launch = await story.start(crew, self._tell, engine_address)
            for title, step in story.CHAPTERS:
                self._tell.chapter(title, await launch.now())
                await step(launch)
                self._tell.chapter_ends()
        return launch

    def _tell_where(self, stack: Stack, key: str, token: str) -> None:
        took = monotonic() - self._began
        self._tell.say(f"  {'Time':10}{took:.0f} s, start of the stack included\n")
        if self._leave:
            return
        self._tell.say(f"  {'Pages':10}{stack.url}/")
        self._tell.say(f"  {'API':10}{stack.url}/docs")
        self._tell.say(f"  {'Engine':10}{stack.engine.ui_url}")
        self._tell.say(f"  {'Try':10}SLIPWAY_SERVER={stack.url} SLIPWAY_TOKEN={token} slipway launch show {key}")
        self._tell.say("\nServing until Ctrl-C; nothing is kept.")
