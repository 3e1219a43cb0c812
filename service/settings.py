"""Settings, from environment variables `SLIPWAY_*`. Read by composition roots only."""

from ipaddress import ip_address

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.media import DEFAULT_TYPES


class Settings(BaseSettings):
    """How this process is deployed; every field has an environment variable of its name."""

    model_config = SettingsConfigDict(env_prefix="SLIPWAY_", frozen=True)

    database_url: SecretStr = Field(
        SecretStr("sqlite:///.slipway/slipway.db"), description="`sqlite:///path` or `postgresql://user:…@host/name`."
    )
    temporal_address: str = Field("127.0.0.1:7233", description="Host and port of the engine.")
    temporal_namespace: str = Field("default", description="The engine's namespace for this deployment.")
    task_queue: str = Field("slipway", description="Where workers look for work.")
    host: str = Field("127.0.0.1", description="Address the API listens on.")
    port: int = Field(8000, ge=1, le=65535, description="Port the API listens on.")
    environment: str = Field("development", description="`production` turns conveniences for trying out off.")
    sample_sign_in: bool = Field(
        False,
        description="Let anybody sign in to the pages as anybody, by choosing a name; for trying out on this machine "
        "only, and refused when `environment` is `production` or `host` is not a loopback address.",
    )
    public_url: str = Field("http://127.0.0.1:8000", description="Where people reach Slipway; used in links.")
    temporal_ui_url: str | None = Field(None, description="Where operators reach the engine's pages.")
    metrics_address: str | None = Field(None, description="Host and port for the engine SDK's Prometheus metrics.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    command_timeout_s: float = Field(
        10.0, gt=0, le=120, description="Seconds a command may take until the caller is told to repeat it."
    )
    delivery_window_s: float = Field(
        5.0,
        ge=0,
        le=5,
        description="Seconds a delivery to the read model stays open after the last act on a launch, so that it covers "
        "a burst of them; also how long a part of the read model may lag when a door dies at the wrong moment.",
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="`smtp://host`, `smtp+starttls://user:password@host` or `smtps://user:password@host`; without it "
        "nobody gets email.",
    )
    mail_from: str = Field("slipway@localhost", description="The address that email comes from.")
    slack_webhook_url: SecretStr = Field(
        SecretStr(""), description="Slack-compatible incoming webhook for people who have none of their own."
    )
    webhooks_to_loopback: bool = Field(
        False, description="Let webhooks go to this machine over plain HTTP; for development only."
    )
    files_url: str = Field(
        ".slipway/files",
        description="Where uploaded files lie: a folder, `file:///path`, or `s3://bucket/prefix` with credentials from "
        "the environment (`AWS_…`).",
    )
    files_max_mib: int = Field(25, ge=1, le=1024, description="MiB of the largest file that may be uploaded.")
    files_types: tuple[str, ...] = Field(
        DEFAULT_TYPES, description="Media types of files that may be uploaded, as a JSON list."
    )

    @property
    def offers_sample_people(self) -> bool:
        """Whether the pages let a visitor be whom they choose."""
        return self.sample_sign_in and self.environment != "production" and _is_loopback(self.host)


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
