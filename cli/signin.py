"""Which server to talk to and as whom: from the command line, the environment, or a file written earlier.

A server and its token belong together: a saved token only ever goes to the server it was saved with. A file found
in the working directory may come from anybody's archive, so it may name no server but one on this machine.
"""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from cli.failures import NotSignedIn

DEFAULT_SERVER = "http://127.0.0.1:8000"
DATA_DIR = Path(".slipway")
FILE = "cli.json"

_THIS_MACHINE = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True)
class SignIn:
    """A server and a person's token for it, as kept in a file that only its owner can read."""

    server: str
    token: str | None = None
    person: str | None = None
    temporal_address: str | None = None
    """The engine of the local stack that wrote the file, for commands that ask it directly."""

    def save(self, path: Path) -> None:
        """Keep this, readable by nobody else from its first byte."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(asdict(self), file, indent=2)


def choose(server: str | None, token: str | None) -> SignIn:
    """The server and token to use. Raises NotSignedIn when there is no token."""
    wanted = server.rstrip("/") if server else None
    saved = next((one for one in _saved() if wanted in {None, one.server}), None)
    address = wanted or (saved.server if saved else DEFAULT_SERVER)
    secret = token or (saved.token if saved else None)
    if not secret:
        raise NotSignedIn(
            f"No token for {address}. Make one with `slipway token create PERSON --save`, or pass --token "
            "or SLIPWAY_TOKEN. `slipway up` makes one for its own server."
        )
    return SignIn(address, secret)


def home_file() -> Path:
    """Where `slipway token create --save` keeps a token."""
    base = os.environ.get("XDG_CONFIG_HOME")
    return (Path(base) if base else Path.home() / ".config") / "slipway" / FILE


def local_stack() -> SignIn | None:
    """The local stack of the working directory, if one was started here."""
    found = load(DATA_DIR / FILE)
    return found if found and urlsplit(found.server).hostname in _THIS_MACHINE else None


def load(path: Path) -> SignIn | None:
    """What was saved there; None when nothing readable is."""
    try:
        return SignIn(**json.loads(path.read_text()))
    except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
        return None


def _saved() -> tuple[SignIn, ...]:
    return tuple(found for found in (local_stack(), load(home_file())) if found)
