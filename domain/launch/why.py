"""Why an entry of an inbox waits for whoever reads it, in one sentence."""

from collections.abc import Sequence

from domain.launch.pending import PendingAct
from domain.seats import label


def why(act: PendingAct, waiting: Sequence[str] = (), *, behalf: str | None = None) -> str:
    """One sentence; `waiting` is what a gate still waits for, as its view says it.

    With `behalf` it waits for them, and the reader may act as their substitute, which another sentence says.
    """
    if behalf is None:
        return _why(act, waiting)
    if act.act == "task" and act.audience.startswith("person:"):
        return f"It is in the hands of {behalf}: you may do it as substitute for {behalf}."
    return f"{_why(act, waiting)} You may act as substitute for {behalf}."


def _why(act: PendingAct, waiting: Sequence[str]) -> str:
    kind, _, name = act.audience.partition(":")
    if act.act == "attest":
        return f"{_spoken(act.part).capitalize()} has not said whether its part is ready."
    if act.act == "vote":
        return f"The seat of {_spoken(label(act.part))} has not voted."
    if act.act == "decide":
        return _undecided(waiting)
    if act.act == "confirm":
        return f"A decision was proposed: a second person, {_spoken(act.part)}, has to confirm it."
    if act.act == "review":
        return "Somebody asked what you think of it."
    if act.act == "task" and kind != "person":
        return f"Anybody {'in' if kind == 'department' else 'with the role'} {_spoken(name)} may take it."
    return "It is in your hands."


def _undecided(waiting: Sequence[str]) -> str:
    if not waiting:
        return "Nothing stands against a go: it waits for the decision."
    others = f", and {len(waiting) - 1} more" if len(waiting) > 1 else ""
    return f"It may not go yet: {waiting[0].rstrip('.')}{others}."


def _spoken(name: str) -> str:
    return name.replace("_", " ")
