"""What stands at the top of a playbook, without reading all of it: lists show many."""

import yaml
from yaml.events import CollectionEndEvent, CollectionStartEvent, NodeEvent, ScalarEvent


def tiers_of(text: str) -> tuple[str, ...]:
    """The tiers of a published playbook; reading stops once they are known."""
    depth, key, before_key = 0, "", True
    found = []
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, CollectionEndEvent):
            depth -= 1
            if depth == 1 and key == "tiers":
                break
        if depth == 1 and before_key and isinstance(event, ScalarEvent):
            key, before_key = str(event.value), False
        elif depth == 1 and isinstance(event, NodeEvent | CollectionEndEvent):
            before_key = not isinstance(event, CollectionStartEvent)  # what it holds comes first
        elif depth == 2 and key == "tiers" and isinstance(event, ScalarEvent):
            found.append(str(event.value))
        depth += isinstance(event, CollectionStartEvent)
    return tuple(found)
