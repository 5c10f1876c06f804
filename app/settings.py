"""Settings: read once from the environment, frozen from then on."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.graphql.trusted_documents import TrustedDocuments
from services.users import SignUpPolicy

MIB = 1024 * 1024

Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Every setting, each an environment variable with the prefix AQUA_THISTLE_; lists are words parted by spaces."""

    model_config = SettingsConfigDict(
        env_prefix="AQUA_THISTLE_", env_file=".env", frozen=True, extra="ignore", populate_by_name=True
    )

    database_url: str = Field(
        default="sqlite:///data/aqua-thistle.db",
        description="Where the data is: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    database_pool: int = Field(
        default=5, ge=1, le=100, description="Connections that a process may open to read, and again to write."
    )
    redis_url: str | None = Field(
        default=None, description="A Redis that all processes share, redis://HOST:PORT/NUMBER; none by default."
    )
    cache_bytes: int = Field(
        default=32 * MIB,
        ge=0,
        description="Memory for each of the two caches of a process, of rows and of whole answers; 0 means none.",
    )
    channel_url: str | None = Field(
        default=None,
        description="How processes tell each other of changes: redis://…, postgresql://…, or memory:// for one process"
        " alone. By default the Redis, if there is one.",
    )
    host: str = Field(default="127.0.0.1", description="The address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="The port to listen on.")
    workers: int = Field(
        default=1, ge=1, le=64, description="Processes that serve; several need PostgreSQL and a channel."
    )
    trusted_hosts: Words = Field(
        default=("localhost", "127.0.0.1", "[::1]"),
        description="Names under which the server may be called; others are refused.",
    )
    trusted_proxies: Words = Field(
        default=("127.0.0.1",),
        description="Addresses of proxies that are believed about a client's address and scheme.",
    )
    cors_origins: Words = Field(default=(), description="Origins whose pages may call the API; none by default.")
    sign_up: SignUpPolicy = Field(
        default=SignUpPolicy.FIRST_ONLY, description="Who may sign up: open (anybody), first-only, or closed."
    )
    session_idle_days: int = Field(default=14, ge=1, le=365, description="Days after which an unused session ends.")
    session_days: int = Field(default=90, ge=1, le=3650, description="Days after which any session ends.")
    introspection: bool = Field(default=True, description="Whether clients may ask for the schema.")
    trusted_documents: Path | None = Field(
        default=None,
        description="A JSON file of the only operations that may run, each named by its SHA-256; all may by default.",
    )
    graphiql: bool = Field(default=True, description="Whether /graphql shows GraphiQL to a browser.")
    ledger_streams: int = Field(
        default=200, ge=1, description="WebSockets and streams that one ledger may have open in a process."
    )
    max_body_bytes: int = Field(default=MIB, ge=1024, description="The largest request that is not an upload.")
    max_upload_bytes: int = Field(default=32 * MIB, ge=1024, description="The largest upload.")
    log_format: Literal["console", "json"] = Field(
        default="console", description="How the log is written: console or json."
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="The least that is logged."
    )
    metrics_port: int | None = Field(
        default=None, ge=1, le=65535, description="A port of its own for Prometheus, /metrics; none by default."
    )
    metrics_host: str = Field(default="127.0.0.1", description="The address that the metrics are served on.")
    otlp_endpoint: str | None = Field(
        default=None,
        validation_alias=AliasChoices("AQUA_THISTLE_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"),
        description="An OpenTelemetry collector for traces, http://HOST:4318; also by its own name,"
        " OTEL_EXPORTER_OTLP_ENDPOINT. None by default.",
    )
    assistant_url: str | None = Field(
        default=None,
        pattern="^https?://",
        description="An OpenAI-compatible endpoint whose model speaks as Finny, such as http://localhost:11434/v1. With"
        " it, questions, the conversation and the figures that answer them leave this machine for that endpoint."
        " None by default: the built-in Finny answers, and nothing leaves.",
    )
    assistant_model: str | None = Field(
        default=None, min_length=1, description="The name of the model at that endpoint; needed with it."
    )
    assistant_key: SecretStr | None = Field(default=None, description="The key for that endpoint, if it asks for one.")

    @field_validator("trusted_hosts", "trusted_proxies", "cors_origins", mode="before")
    @classmethod
    def split_words(cls, value: object) -> object:
        """A list written as words parted by spaces or commas."""
        return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value

    @field_validator("trusted_documents")
    @classmethod
    def check_manifest(cls, value: Path | None) -> Path | None:
        """The file, which must be a manifest."""
        if value is not None:
            TrustedDocuments.read(value)
        return value

    @model_validator(mode="after")
    def check_assistant(self) -> Self:
        """An endpoint needs a model."""
        if self.assistant_url is not None and self.assistant_model is None:
            raise ValueError("AQUA_THISTLE_ASSISTANT_URL needs a model; name it by AQUA_THISTLE_ASSISTANT_MODEL.")
        return self

    @property
    def channel(self) -> str:
        """The channel's URL."""
        return self.channel_url or self.redis_url or "memory://"

    @property
    def session_idle(self) -> timedelta:
        """How long an unused session lives."""
        return timedelta(days=self.session_idle_days)

    @property
    def session_absolute(self) -> timedelta:
        """How long any session lives."""
        return timedelta(days=self.session_days)
