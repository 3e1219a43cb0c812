"""How the checks say what is wrong with a playbook."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from difflib import get_close_matches

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Flaw:
    """One thing to mend. `path` leads to it as authors write it: `("stages", 2, "tasks", 0, "role")`."""

    path: Path
    message: str


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Suggest the nearest known name, or list what there is."""
    # Sets have no order of their own; and comparing is slow, so a name very far down is no help.
    names = (sorted(known) if isinstance(known, Set) else list(known))[:1000]
    near = get_close_matches(name, names, n=1)
    if not near:
        near = [one for one in names if one.lower() == name.lower()]
    if near:
        return f"Did you mean `{near[0]}`?"
    if not names:
        return "There are none."
    listed = ", ".join(f"`{one}`" for one in names[:12])
    return f"There are {listed}, and more." if len(names) > 12 else f"There is {listed}."


def unknown(noun: str, name: object, known: Iterable[str]) -> str:
    """Say that a name stands for nothing, and which one was perhaps meant."""
    return f"Unknown {noun} `{name}`. {did_you_mean(str(name), known)}"
