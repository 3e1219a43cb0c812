"""The deployment files agree with each other and with the code, as far as that shows without running them."""

import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ONE_SHOT = {"temporal-schema", "engine-setup", "migrate"}
LONG_RUNNING = SERVICES.keys() - ONE_SHOT
DOCKERFILES = [ROOT / "Dockerfile", ROOT / "deploy/otel-collector.Dockerfile"]

VERSIONED = re.compile(r"[\w./-]+:v?\d+\.\d+(\.\d+)?(-[\w.-]+)?(@sha256:[0-9a-f]{64})?")
SECRET = re.compile(r"PASSWORD|PWD|SECRET|TOKEN|KEY", re.IGNORECASE)
REQUIRED = re.compile(r"\$\{(\w+):\?[^}]+\}")
ANY_VARIABLE = re.compile(r"\$\{(\w+)")


def settings_passed() -> list[tuple[str, str]]:
    """Every SLIPWAY_ variable a container gets, except what only PostgreSQL's first start reads."""
    return [
        (service, name)
        for service, definition in SERVICES.items()
        if service != "postgres"
        for name in definition.get("environment", {})
        if name.startswith("SLIPWAY_")
    ]


@pytest.mark.parametrize(("service", "name"), settings_passed())
def test_a_setting_that_is_passed_exists(service: str, name: str) -> None:
    """A misspelt variable would be ignored in silence."""
    fields = import_module("service.settings").Settings.model_fields

    assert name.removeprefix("SLIPWAY_").lower() in fields


def test_every_setting_is_documented() -> None:
    """The table in the operations guide has all of them, and none that is gone."""
    documented = set(re.findall(r"`SLIPWAY_(\w+)`", (ROOT / "docs/operations.md").read_text()))

    assert {name.lower() for name in documented} == import_module("service.settings").Settings.model_fields.keys()


@pytest.mark.parametrize("service", SERVICES)
def test_images_are_pinned_to_a_version(service: str) -> None:
    """What was tried is what runs: no `latest`, no floating major version."""
    assert VERSIONED.fullmatch(SERVICES[service]["image"]), SERVICES[service]["image"]


@pytest.mark.parametrize("dockerfile", DOCKERFILES, ids=lambda path: path.name)
def test_base_images_are_pinned_to_a_version(dockerfile: Path) -> None:
    """The same for what images are built from."""
    bases = re.findall(r"^FROM (\S+)", dockerfile.read_text(), re.MULTILINE)

    assert bases
    assert all(VERSIONED.fullmatch(base) for base in bases), bases


@pytest.mark.parametrize("service", sorted(LONG_RUNNING))
def test_what_stays_up_says_whether_it_is_healthy_and_comes_back(service: str) -> None:
    """Others wait for it by its health."""
    definition = SERVICES[service]

    assert definition["healthcheck"]["test"][0] == "CMD"
    assert definition["restart"] == "unless-stopped"


@pytest.mark.parametrize("service", sorted(ONE_SHOT))
def test_jobs_try_again_a_few_times_and_end(service: str) -> None:
    """A job has no health, and one that fails for good stops the start instead of looping for ever."""
    definition = SERVICES[service]

    assert definition["restart"].startswith("on-failure:")
    assert definition["healthcheck"] == {"disable": True}


@pytest.mark.parametrize("service", SERVICES)
def test_dependencies_exist_and_are_waited_for_properly(service: str) -> None:
    """A job is waited for until it succeeded, anything else until it is healthy."""
    for name, how in SERVICES[service].get("depends_on", {}).items():
        expected = "service_completed_successfully" if name in ONE_SHOT else "service_healthy"
        assert name in SERVICES
        assert how == {"condition": expected}


@pytest.mark.parametrize("service", SERVICES)
def test_no_secret_is_written_down(service: str) -> None:
    """Secrets come from the environment, and their absence stops the start."""
    for name, value in SERVICES[service].get("environment", {}).items():
        if SECRET.search(name):
            assert REQUIRED.fullmatch(value), name
        if isinstance(value, str) and "://" in value and "@" in value:
            assert re.search(r":\$\{\w+:\?[^}]+\}@", value), name


def test_every_variable_is_in_the_example() -> None:
    """Whoever fills the example in has filled in everything; the required ones are empty there."""
    example = (ROOT / "deploy/.env.example").read_text()
    text = (ROOT / "docker-compose.yml").read_text()
    offered = set(re.findall(r"^#?(\w+)=", example, re.MULTILINE))

    assert set(ANY_VARIABLE.findall(text)) == offered
    assert set(REQUIRED.findall(text)) == set(re.findall(r"^(\w+)=$", example, re.MULTILINE))


@pytest.mark.parametrize("service", SERVICES)
def test_mounted_files_and_volumes_exist(service: str) -> None:
    """Docker would make an empty directory in place of a missing file."""
    for volume in SERVICES[service].get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).is_file() if source.startswith(".") else source in COMPOSE["volumes"]


@pytest.mark.parametrize("service", SERVICES)
def test_ports_are_published_on_this_host_alone(service: str) -> None:
    """Nothing here has TLS: a proxy comes first."""
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[service].get("ports", []))


@pytest.mark.parametrize("service", [name for name in SERVICES if SERVICES[name]["image"].startswith("slipway:")])
def test_commands_name_what_exists(service: str) -> None:
    """`python -m` names a module that can be found, and `slipway` the command line."""
    program, *arguments = SERVICES[service]["command"]

    if program == "slipway":
        assert find_spec("cli.main")
    else:
        assert [program, arguments[0]] == ["python", "-m"]
        module = arguments[1]
        found = find_spec(module)
        assert found
        assert found.submodule_search_locations is None or find_spec(f"{module}.__main__")


def test_a_container_has_longer_to_stop_than_the_worker_takes() -> None:
    """Activities under way get 30 s to finish."""
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) > 30


def test_the_image_runs_without_privileges_from_locked_packages() -> None:
    """Not as root, and only from files whose hashes are known."""
    text = (ROOT / "Dockerfile").read_text()
    last_stage = text[text.rindex("\nFROM ") :]

    assert re.findall(r"^USER (\S+)", last_stage, re.MULTILINE)[-1] not in ("0", "root")
    assert "HEALTHCHECK" in last_stage
    installs = re.findall(r"pip install .*", text)
    assert installs
    assert all("--require-hashes" in install and "--no-deps" in install for install in installs)
    assert (ROOT / "requirements/runtime.txt").is_file()


def test_every_room_goes_into_the_image() -> None:
    """A package that is left out fails at the first import, in production."""
    allowed = set(re.findall(r"^!(\w+)/$", (ROOT / ".dockerignore").read_text(), re.MULTILINE))
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}

    assert rooms <= allowed


def test_the_collector_sends_on_what_it_receives() -> None:
    """Every pipeline uses only parts that are configured, and the health check asks the port that answers."""
    collector = yaml.safe_load((ROOT / "deploy/otel-collector.yaml").read_text())

    for pipeline in collector["service"]["pipelines"].values():
        for kind, names in pipeline.items():
            assert set(names) <= collector[kind].keys()
    health = collector["extensions"]["health_check"]["endpoint"].rsplit(":", 1)[1]
    assert f":{health}/" in SERVICES["otel-collector"]["healthcheck"]["test"][-1]
