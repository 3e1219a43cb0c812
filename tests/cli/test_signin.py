"""Whose token goes where."""

import stat
from pathlib import Path

import pytest

from cli import signin
from cli.failures import NotSignedIn
from cli.signin import SignIn, choose

LOCAL = SignIn("http://127.0.0.1:8000", "slp_local", "amara")
OFFICE = SignIn("https://slipway.example", "slp_office", "amara")


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working directory and an empty home."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


def test_nobody_is_signed_in_at_first() -> None:
    """The message says how to become somebody."""
    with pytest.raises(NotSignedIn, match="slipway token create"):
        choose(None, None)


def test_the_command_line_wins() -> None:
    """Over whatever was saved."""
    LOCAL.save(signin.DATA_DIR / signin.FILE)

    assert choose("http://other.example/", "slp_mine") == SignIn("http://other.example", "slp_mine")


def test_the_stack_of_this_directory_comes_before_home() -> None:
    """As a repository's settings come before one's own."""
    OFFICE.save(signin.home_file())
    assert choose(None, None).token == "slp_office"

    LOCAL.save(signin.DATA_DIR / signin.FILE)
    assert choose(None, None).token == "slp_local"


def test_a_saved_token_goes_to_its_own_server_only() -> None:
    """Naming another server must not send it there."""
    OFFICE.save(signin.home_file())

    assert choose("https://slipway.example/", None).token == "slp_office"
    with pytest.raises(NotSignedIn):
        choose("https://slipway.example.evil.example", None)


def test_a_directory_cannot_point_a_token_elsewhere() -> None:
    """What a stranger's archive contains is not a reason to send them SLIPWAY_TOKEN."""
    SignIn("https://evil.example", None).save(signin.DATA_DIR / signin.FILE)

    assert choose(None, "slp_mine") == SignIn(signin.DEFAULT_SERVER, "slp_mine")


def test_a_token_is_kept_for_its_owner_only() -> None:
    """Also when a file was there before."""
    path = signin.home_file()
    path.parent.mkdir(parents=True)
    path.write_text("{}")
    path.chmod(0o644)

    OFFICE.save(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert signin.load(path) == OFFICE


@pytest.mark.parametrize("text", ["", "[]", '{"server": "x", "colour": "red"}', "{}"])
def test_a_file_that_is_not_ours_is_ignored(text: str, tmp_path: Path) -> None:
    """It is not worth an error."""
    path = tmp_path / "cli.json"
    path.write_text(text)

    assert signin.load(path) is None
