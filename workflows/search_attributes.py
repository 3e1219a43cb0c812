"""What operators may filter and sort launches by in the engine. No personal data."""

from collections.abc import Mapping
from types import MappingProxyType

STAGE = "SlipwayStage"
STATE = "SlipwayState"
PRODUCT = "SlipwayProduct"
OWNER = "SlipwayOwner"
TIER = "SlipwayTier"
HEALTH = "SlipwayHealth"
WAITING_ON = "SlipwayWaitingOn"
DUE_AT = "SlipwayDueAt"
TARGET_DATE = "SlipwayTargetDate"
PRIORITY = "SlipwayPriority"

SEARCH_ATTRIBUTES: Mapping[str, str] = MappingProxyType(
    {
        STAGE: "Keyword",
        STATE: "Keyword",
        PRODUCT: "Keyword",
        OWNER: "Keyword",
        TIER: "Keyword",
        HEALTH: "Keyword",
        WAITING_ON: "KeywordList",
        DUE_AT: "Datetime",
        TARGET_DATE: "Datetime",
        PRIORITY: "Int",
    }
)
"""Each attribute and its type, as the engine names types.

A namespace on a SQL store has room for 10 Keyword, 3 KeywordList, 3 Datetime, 3 Int, 3 Bool and 3 Text. One
that is not registered stalls the workflow that sets it: register these before deploying a worker that does.
"""
