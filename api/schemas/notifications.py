"""What people choose about being told, over the wire."""

from datetime import time
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, StrictBool

from api.schemas.base import In, Out, SafeText
from domain.notices import NoticeKind
from domain.preferences import WEEKDAYS, Preferences, QuietHours


class ChannelName(StrEnum):
    """Ways to be told."""

    EMAIL = "email"
    SLACK = "slack"


class Weekday(StrEnum):
    """A day of the week."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


def _clock_time(said: object) -> time:
    if not isinstance(said, str) or len(said) != 5 or said[2] != ":":
        raise ValueError("must be written as 22:30")
    return time.fromisoformat(said)


def _each_once(days: tuple[Weekday, ...]) -> tuple[Weekday, ...]:
    return tuple(dict.fromkeys(days))


class QuietHoursIn(In):
    """When to leave you alone, in your own time zone. Hours that end where they begin last a day."""

    begins: Annotated[time, BeforeValidator(_clock_time)] = Field(alias="from", description="Such as `19:00`.")
    until: Annotated[time, BeforeValidator(_clock_time)] = Field(
        description="Such as `08:00`: of the next day, unless it is later than `from`."
    )
    weekdays: Annotated[tuple[Weekday, ...], AfterValidator(_each_once)] = Field(
        tuple(Weekday), min_length=1, max_length=7, description="The days on which they begin."
    )


class PreferencesIn(In):
    """What you choose. It replaces all that you chose before."""

    kinds: dict[NoticeKind, tuple[ChannelName, ...]] = Field(
        {}, description="Channels by kind; a kind that you leave out has its default."
    )
    quiet_hours: QuietHoursIn | None = None
    urgent_anyway: StrictBool = Field(
        False, description="Escalations at 150 % and mentions may come in your quiet hours."
    )

    def wanted(self) -> Preferences:
        """What the use case takes."""
        quiet = self.quiet_hours
        hours = QuietHours(quiet.begins, quiet.until, tuple(day.value for day in quiet.weekdays)) if quiet else None
        kinds = {kind.value: tuple(one.value for one in dict.fromkeys(ways)) for kind, ways in self.kinds.items()}
        return Preferences(kinds, hours, self.urgent_anyway)


class QuietHoursOut(Out):
    """When you are left alone."""

    begins: str = Field(alias="from")
    until: str
    weekdays: tuple[Weekday, ...]


class PreferencesOut(Out):
    """What holds for you now, with every default written out."""

    kinds: dict[NoticeKind, tuple[ChannelName, ...]]
    quiet_hours: QuietHoursOut | None
    urgent_anyway: bool

    @classmethod
    def of(cls, chosen: Preferences) -> Self:
        """From what the use case answers."""
        quiet = chosen.quiet_hours
        hours = quiet and QuietHoursOut.model_validate(
            {
                "from": quiet.begins.strftime("%H:%M"),
                "until": quiet.until.strftime("%H:%M"),
                "weekdays": [day for day in WEEKDAYS if day in quiet.weekdays],
            }
        )
        return cls.model_validate({"kinds": chosen.kinds, "quiet_hours": hours, "urgent_anyway": chosen.urgent_anyway})


class SlackWebhookIn(In):
    """Where Slack messages for a person go."""

    url: Annotated[SafeText, Field(max_length=2000)] | None = Field(
        description="An `https://` URL of an incoming webhook; null for none of their own."
    )


class SlackWebhookOut(Out):
    """Whether there is one. The URL is a secret: it is never shown."""

    person: str
    own_webhook: bool
