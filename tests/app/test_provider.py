"""The built-in Finny speaks unless the settings name an endpoint with a model."""

import pytest

from app.asgi import create_app
from app.errors import CommandError
from app.provider import provider_of
from app.settings import Settings, descriptions
from services.finny.remote import RemoteFinny
from tests.providers import Scripted

URL = "http://127.0.0.1:9/v1"


def test_built_in_finny_speaks_alone_without_an_endpoint() -> None:
    assert provider_of(Settings()) is None


def test_an_endpoint_with_a_model_speaks_by_the_models_name() -> None:
    settings = Settings(assistant_url=URL, assistant_model="parrot", assistant_key="key")
    provider = provider_of(settings)
    assert provider is not None
    assert provider.name == "parrot"


def test_an_endpoint_without_a_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AQUA_THISTLE_ASSISTANT_URL", URL)
    with pytest.raises(CommandError, match="AQUA_THISTLE_ASSISTANT_MODEL"):
        Settings.read(env_file=None)


def test_the_setting_says_that_figures_leave_the_machine() -> None:
    assert "leave this machine" in descriptions()["assistant_url"]


async def test_the_provider_is_let_go_when_the_server_stops(sqlite_url: str) -> None:
    provider = Scripted()
    application = create_app(Settings(database_url=sqlite_url), provider=provider)
    async with application.router.lifespan_context(application):
        assert not provider.closed
    assert provider.closed


async def test_a_remote_finny_that_is_let_go_has_no_connection_any_more() -> None:
    finny = RemoteFinny(URL, "parrot")
    await finny.close()
    assert finny._client.client.is_closed()
