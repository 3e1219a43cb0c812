"""What stands at the top of a playbook, without reading all of it: lists show many."""

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

_OPENING = (MappingStartEvent, SequenceStartEvent)
_CLOSING = (MappingEndEvent, SequenceEndEvent)


def tiers_of(text: str) -> tuple[str, ...]:
    """The tiers of a published playbook; reading stops once they are known."""
    depth, wanted, found = 0, False, []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, _CLOSING):
            if wanted and depth == 2:
                break
            depth -= 1
        elif isinstance(event, ScalarEvent):
            if wanted and depth == 2:
                found.append(str(event.value))
            elif depth == 1 and event.value == "tiers":
                wanted = True
        elif isinstance(event, _OPENING):
            depth += 1
    return tuple(found)
