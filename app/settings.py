"""Settings: read once from the environment, then frozen."""

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_type_hints

import msgspec
from msgspec import Meta

from app.errors import CommandError
from services.users import SignUpPolicy

MIB = 1024 * 1024
PREFIX = "AQUA_THISTLE_"
ENV_FILE = ".env"
# Variables that other programs read too.
OTHER_NAMES = {"otlp_endpoint": "OTEL_EXPORTER_OTLP_ENDPOINT"}

Words = tuple[str, ...]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """All settings. Each is an environment variable with the prefix AQUA_THISTLE_; lists are words parted by spaces."""

    database_url: Annotated[
        str, Meta(description="The database: sqlite:///FILE, or postgresql://USER:PASSWORD@HOST/NAME.")
    ] = "sqlite:///data/aqua-thistle.db"
    database_pool: Annotated[
        int, Meta(ge=1, le=100, description="Connections that a process may open to read, and again to write.")
    ] = 5
    redis_url: Annotated[
        str | None, Meta(description="A Redis that all processes share, redis://HOST:PORT/NUMBER; none by default.")
    ] = None
    cache_bytes: Annotated[
        int,
        Meta(
            ge=0,
            description="Memory for each of the two caches of a process, of rows and of whole answers; 0 means none.",
        ),
    ] = 32 * MIB
    channel_url: Annotated[
        str | None,
        Meta(
            description="The channel over which processes tell each other of changes: redis://…, postgresql://…, or memory://"
            " for one process alone. By default the Redis, if there is one."
        ),
    ] = None
    host: Annotated[str, Meta(description="The address to listen on.")] = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535, description="The port to listen on.")] = 8000
    workers: Annotated[
        int, Meta(ge=1, le=64, description="Processes that serve; several need PostgreSQL and a channel.")
    ] = 1
    trusted_hosts: Annotated[
        Words, Meta(description="Names under which the server may be called; others are refused.")
    ] = ("localhost", "127.0.0.1", "[::1]")
    trusted_proxies: Annotated[
        Words, Meta(description="Addresses of proxies that are believed about a client's address and scheme.")
    ] = ("127.0.0.1",)
    cors_origins: Annotated[Words, Meta(description="Origins whose pages may call the API; none by default.")] = ()
    sign_up: Annotated[
        SignUpPolicy, Meta(description="The people who may sign up: open (anybody), first-only, or closed.")
    ] = SignUpPolicy.FIRST_ONLY
    session_idle_days: Annotated[int, Meta(ge=1, le=365, description="Days after which an unused session ends.")] = 14
    session_days: Annotated[int, Meta(ge=1, le=3650, description="Days after which any session ends.")] = 90
    introspection: Annotated[bool, Meta(description="Clients may ask for the schema.")] = True
    trusted_documents: Annotated[
        Path | None,
        Meta(
            description="A JSON file of the only operations that may run, each named by its SHA-256; all may by"
            " default."
        ),
    ] = None
    graphiql: Annotated[bool, Meta(description="A browser sees GraphiQL at /graphql.")] = True
    mcp: Annotated[
        bool,
        Meta(description="Other programs' models may read a ledger at /mcp, with an access token of its owner."),
    ] = False
    webhook_targets: Annotated[
        Words,
        Meta(
            description="Private hosts and networks that webhooks may call too, such as 192.168.1.0/24 or"
            " homeassistant.local; none by default. The public internet is always allowed."
        ),
    ] = ()
    ledger_streams: Annotated[
        int, Meta(ge=1, description="WebSockets and streams that one ledger may have open in a process.")
    ] = 200
    max_body_bytes: Annotated[int, Meta(ge=1024, description="The largest request that is not an upload.")] = MIB
    max_upload_bytes: Annotated[int, Meta(ge=1024, description="The largest upload.")] = 32 * MIB
    log_format: Annotated[Literal["console", "json"], Meta(description="The form of the log: console or json.")] = (
        "console"
    )
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        Meta(description="The least that is logged: debug, info, warning or error."),
    ] = "info"
    metrics_port: Annotated[
        Annotated[int, Meta(ge=1, le=65535)] | None,
        Meta(description="A port of its own for Prometheus, /metrics; none by default."),
    ] = None
    metrics_host: Annotated[str, Meta(description="The address that the metrics are served on.")] = "127.0.0.1"
    otlp_endpoint: Annotated[
        str | None,
        Meta(
            description="An OpenTelemetry collector for traces, http://HOST:4318; also by its own name,"
            " OTEL_EXPORTER_OTLP_ENDPOINT. None by default."
        ),
    ] = None
    assistant_url: Annotated[
        Annotated[str, Meta(pattern="^https?://")] | None,
        Meta(
            description="An OpenAI-compatible endpoint whose model speaks as Finny, such as"
            " http://localhost:11434/v1. With it, questions, the conversation and the figures that"
            " answer them leave this machine for that endpoint. None by default: the built-in Finny"
            " answers, and nothing leaves.",
        ),
    ] = None
    assistant_model: Annotated[
        str | None, Meta(description="The name of the model at that endpoint; needed with it.")
    ] = None
    assistant_key: Annotated[str | None, Meta(description="The key for that endpoint, if it asks for one.")] = None
    assistant_first_seconds: Annotated[
        int, Meta(ge=1, le=170, description="Seconds that a model has for its first word; then Finny answers itself.")
    ] = 60
    assistant_silent_seconds: Annotated[
        int, Meta(ge=1, le=170, description="Seconds that a model may be silent between words.")
    ] = 10

    @classmethod
    def read(cls, env_file: str | None = ENV_FILE, **defaults: Any) -> Self:
        """Read the environment, and a file for what it leaves out.

        `defaults` replace those of the settings. Raises CommandError with a sentence for each setting that is wrong.
        """
        values, faults = dict(defaults), []
        for name, text in _given(_variables(env_file)):
            try:
                values[name] = _value(name, text)
            except ValueError as error:
                faults.append(
                    f"The setting {variable(name)} cannot be used: {_as_clause(error)} {descriptions()[name]}"
                )
        if values.get("assistant_url") and not values.get("assistant_model"):
            faults.append(f"{variable('assistant_url')} needs a model; name it by {variable('assistant_model')}.")
        if faults:
            raise CommandError(*faults)
        return cls(**values)

    @property
    def channel(self) -> str:
        """Return the channel's URL."""
        return self.channel_url or self.redis_url or "memory://"

    @property
    def session_idle(self) -> timedelta:
        """Return how long an unused session lives."""
        return timedelta(days=self.session_idle_days)

    @property
    def session_absolute(self) -> timedelta:
        """Return how long any session lives."""
        return timedelta(days=self.session_days)

    def __repr__(self) -> str:
        """Return no values, because some are passwords and keys."""
        return "Settings(…)"


def descriptions() -> dict[str, str]:
    """Return the description of each setting, in a sentence."""
    return {name: kind.__metadata__[0].description for name, kind in _TYPES.items()}


def variable(name: str) -> str:
    """Return the environment variable of a setting."""
    return f"{PREFIX}{name.upper()}"


def _variables(env_file: str | None) -> Mapping[str, str | None]:
    if env_file is None or not Path(env_file).is_file():
        return os.environ
    from dotenv import dotenv_values

    return {**dotenv_values(env_file), **os.environ}


def _given(variables: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    """Yield the names and texts of the settings that are not empty."""
    for name in Settings.__struct_fields__:
        if text := variables.get(variable(name)) or variables.get(OTHER_NAMES.get(name, "")):
            yield name, text


def _value(name: str, text: str) -> object:
    """Read the value of a setting. Raises ValueError for a wrong text."""
    if isinstance(getattr(_DEFAULTS, name), tuple):
        return tuple(text.replace(",", " ").split())
    return msgspec.convert(text, _TYPES[name], strict=False, dec_hook=lambda kind, value: kind(value))


def _as_clause(error: Exception) -> str:
    text = str(error).replace("`", "")
    return f"{text[:1].lower()}{text[1:].rstrip('.')}."


_DEFAULTS = Settings()
_TYPES = get_type_hints(Settings, include_extras=True)
