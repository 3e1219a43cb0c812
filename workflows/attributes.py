"""What operators can search launches by."""

from datetime import UTC, datetime
from typing import Any

from temporalio.common import SearchAttributeKey, SearchAttributePair, SearchAttributeUpdate, TypedSearchAttributes

from domain.launch.state import Charter
from domain.launch.views import LaunchView
from workflows import search_attributes as names

STAGE = SearchAttributeKey.for_keyword(names.STAGE)
STATE = SearchAttributeKey.for_keyword(names.STATE)
PRODUCT = SearchAttributeKey.for_keyword(names.PRODUCT)
OWNER = SearchAttributeKey.for_keyword(names.OWNER)
TIER = SearchAttributeKey.for_keyword(names.TIER)
HEALTH = SearchAttributeKey.for_keyword(names.HEALTH)
WAITING_ON = SearchAttributeKey.for_keyword_list(names.WAITING_ON)
DUE_AT = SearchAttributeKey.for_datetime(names.DUE_AT)
TARGET_DATE = SearchAttributeKey.for_datetime(names.TARGET_DATE)
PRIORITY = SearchAttributeKey.for_int(names.PRIORITY)


def fixed(charter: Charter, tier: str) -> TypedSearchAttributes:
    """What is known when a launch starts."""
    pairs: list[SearchAttributePair[str] | SearchAttributePair[int] | SearchAttributePair[datetime]] = [
        SearchAttributePair(PRODUCT, charter.product),
        SearchAttributePair(OWNER, charter.owner),
        SearchAttributePair(TIER, tier),
        SearchAttributePair(PRIORITY, charter.priority),
    ]
    if charter.target_date is not None:
        pairs.append(SearchAttributePair(TARGET_DATE, _midnight(charter.target_date)))
    return TypedSearchAttributes(pairs)


def moving(view: LaunchView) -> tuple[SearchAttributeUpdate[Any], ...]:
    """What changes while a launch is under way."""
    due = DUE_AT.value_set(view.next_due_at) if view.next_due_at else DUE_AT.value_unset()
    return (
        STAGE.value_set("+".join(view.active_stages) or view.state),
        STATE.value_set(view.state),
        HEALTH.value_set(view.health),
        WAITING_ON.value_set(list(view.waiting_on)),
        due,
    )


def steered(view: LaunchView) -> tuple[SearchAttributeUpdate[Any], ...]:
    """What was known from the start and changes only when somebody changes it."""
    target = view.target_date
    return (
        OWNER.value_set(view.owner),
        TIER.value_set(view.tier),
        PRIORITY.value_set(view.priority),
        TARGET_DATE.value_set(_midnight(target)) if target else TARGET_DATE.value_unset(),
    )


def _midnight(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)
