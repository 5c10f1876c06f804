"""The built-in Finny speaks unless the settings name an endpoint with a model."""

from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from app.asgi import create_app
from app.assistant import provider_of
from app.settings import Settings
from services.assistant.remote import RemoteFinny
from tests.providers import Scripted

NO_FILE: dict[str, Any] = {"_env_file": None}
URL = "http://127.0.0.1:9/v1"


def test_without_an_endpoint_nobody_but_the_built_in_finny_speaks() -> None:
    assert provider_of(Settings(**NO_FILE)) is None


def test_an_endpoint_with_a_model_speaks_by_the_models_name() -> None:
    settings = Settings(assistant_url=URL, assistant_model="parrot", assistant_key=SecretStr("key"), **NO_FILE)
    provider = provider_of(settings)
    assert provider is not None
    assert provider.name == "parrot"
    assert "key" not in repr(settings).replace("assistant_key", "")


def test_an_endpoint_without_a_model_is_refused() -> None:
    with pytest.raises(ValidationError, match="AQUA_THISTLE_ASSISTANT_MODEL"):
        Settings(assistant_url=URL, **NO_FILE)


def test_the_setting_says_that_figures_leave_the_machine() -> None:
    assert "leave this machine" in (Settings.model_fields["assistant_url"].description or "")


async def test_the_provider_is_let_go_when_the_server_stops(sqlite_url: str) -> None:
    provider = Scripted()
    application = create_app(Settings(database_url=sqlite_url, **NO_FILE), provider=provider)
    async with application.router.lifespan_context(application):
        assert not provider.closed
    assert provider.closed


async def test_a_remote_finny_that_is_let_go_has_no_connection_any_more() -> None:
    finny = RemoteFinny(URL, "parrot")
    await finny.close()
    assert finny._client.client.is_closed()
