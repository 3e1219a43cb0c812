"""How long a delivery stays open. Time is told by the test: waiting takes none, and acts come when they are due."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from temporalio.testing import ActivityEnvironment

from activities.project import MANY, ProjectActivities
from domain.events import Event
from store.database import Database
from store.delivery import deliver_first
from telemetry.setup import Telemetry
from telemetry.waits import Waits
from tests.store.factories import NOON, batch, launch_view, log

WINDOW = timedelta(seconds=5)
LIMIT = timedelta(minutes=1)


@dataclass
class Scene:
    """A launch whose first event is delivered while doors bring others."""

    database: Database
    acts: dict[int, float] = field(default_factory=dict)
    """Events that doors bring, and the second of each."""
    passed: float = 0.0
    signs: list[float] = field(default_factory=list)
    """When the delivery told the engine that it lives."""

    async def pause(self, seconds: float) -> None:
        """Let so much time pass, with what happens in it."""
        self.passed += max(seconds, 0)
        for seq in sorted(seq for seq, at in self.acts.items() if at <= self.passed):
            event = self.event(seq, self.acts.pop(seq))
            await deliver_first(self.database, batch(launch_view(seq=seq), events=(event,)))

    def event(self, seq: int, at: float) -> Event:
        """An event of that second."""
        return replace(log(1)[0], seq=seq, occurred_at=NOON + timedelta(seconds=at))

    async def delivered(self, *, late: float = 0.0, state: str = "running") -> tuple[int, float]:
        """The event up to which all was there when the delivery of event 1 closed, and when that was.

        It began `late` seconds after the event.
        """
        self.passed = late
        environment = ActivityEnvironment()
        environment.info = replace(
            environment.info, started_time=NOON + timedelta(seconds=late), start_to_close_timeout=LIMIT
        )
        environment.on_heartbeat = lambda: self.signs.append(self.passed)
        project = ProjectActivities(self.database, Waits(Telemetry.start("tests", {})), WINDOW).project
        sent = batch(launch_view(seq=1, state=state), events=(self.event(1, 0),))
        return await environment.run(project, sent), self.passed


@pytest.fixture
async def scene(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Scene]:
    """On both databases."""
    made = Scene(Database(database_url))
    monkeypatch.setattr("activities.project._pause", made.pause)
    monkeypatch.setattr("activities.project.monotonic", lambda: made.passed)
    yield made
    await made.database.dispose()


async def test_it_closes_when_nothing_follows(scene: Scene) -> None:
    """After the window, having said nothing: that it is done is sign of life enough."""
    assert await scene.delivered() == (1, 5)
    assert scene.signs == []


async def test_it_stays_open_while_acts_follow(scene: Scene) -> None:
    """Each opens the window again, so the engine hears of a burst once, and that somebody is there meanwhile."""
    scene.acts = {2: 4, 3: 8, 4: 8.5, 5: 12, 6: 17, 7: 21}
    assert await scene.delivered() == (7, 26)
    assert scene.signs == [9, 17]


@pytest.mark.parametrize(
    ("acts", "closed"),
    [
        ({3: 1, 4: 4, 5: 8}, (1, 5)),
        ({2: 4, 4: 6, 5: 8}, (2, 9)),
        ({2: 4, 3: 8, 5: 8.5, 6: 12}, (3, 13)),
    ],
)
async def test_what_a_dead_door_left_waits_for_no_longer_than_the_window(
    scene: Scene, acts: dict[int, float], closed: tuple[int, float]
) -> None:
    """The event that is missing happened after the one before it, whatever came later."""
    scene.acts = dict(acts)
    assert await scene.delivered() == closed


async def test_it_does_not_stay_open_for_ever(scene: Scene) -> None:
    """Half of what the engine gives it."""
    scene.acts = {seq: 4.0 * (seq - 1) for seq in range(2, 30)}
    assert await scene.delivered() == (8, 30)


async def test_it_covers_so_many_acts(scene: Scene) -> None:
    """The workflow has to carry them until they are confirmed."""
    scene.acts = dict.fromkeys(range(2, 2 * MANY), 1.0) | {2 * MANY: 6}
    assert await scene.delivered() == (1 + MANY, 5)


async def test_one_that_comes_late_closes_at_once(scene: Scene) -> None:
    """As when no worker was there: whoever waited has waited."""
    assert await scene.delivered(late=60) == (1, 60)


async def test_the_last_of_a_launch_closes_at_once(scene: Scene) -> None:
    """Nothing can follow."""
    assert await scene.delivered(state="finished") == (1, 0)
