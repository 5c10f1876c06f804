"""Settings come from the environment, refuse what cannot be, and are all in the README."""

from pathlib import Path
from typing import Any

import pytest

from app.errors import CommandError
from app.settings import Settings, descriptions
from services.users import SignUpPolicy

README = Path(__file__).parent.parent.parent / "README.md"
BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    """The settings of an environment."""
    for name, value in variables.items():
        monkeypatch.setenv(f"AQUA_THISTLE_{name}", value)
    return Settings.read(env_file=None)


def settings_table() -> str:
    """The README's table of the settings."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, description in descriptions().items():
        rows.append(f"| `AQUA_THISTLE_{name.upper()}` | {_default(name)} | {description} |")
    return "\n".join(rows)


def _default(name: str) -> str:
    value: Any = getattr(Settings(), name)
    if isinstance(value, tuple):
        value = " ".join(value)
    elif isinstance(value, bool):
        value = str(value).lower()
    return f"`{value}`" if value not in ("", None) else ""


def test_the_readme_lists_every_setting_as_it_is() -> None:
    text = README.read_text(encoding="utf-8")
    assert BEGIN in text
    table = text.partition(BEGIN)[2].partition(END)[0].strip()
    assert table == settings_table()


def test_every_setting_says_what_it_means_in_a_sentence() -> None:
    for name, description in descriptions().items():
        assert description[0].isupper(), name
        assert description.endswith("."), name
        assert "|" not in description, name


def test_settings_are_read_from_the_environment_and_then_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    read = settings(
        monkeypatch, PORT="8080", TRUSTED_HOSTS="aqua.example, www.aqua.example  x", SIGN_UP="open", GRAPHIQL="false"
    )
    assert (read.port, read.sign_up, read.graphiql) == (8080, SignUpPolicy.OPEN, False)
    assert read.trusted_hosts == ("aqua.example", "www.aqua.example", "x")
    with pytest.raises(AttributeError, match="immutable"):
        read.port = 1  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "eighty"),
        ("SIGN_UP", "everybody"),
        ("SESSION_DAYS", "0"),
        ("DATABASE_POOL", "0"),
        ("MAX_BODY_BYTES", "1"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("INTROSPECTION", "perhaps"),
    ],
)
def test_a_setting_that_cannot_be_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(CommandError) as caught:
        settings(monkeypatch, **{name: value})
    (sentence,) = caught.value.args
    assert sentence.startswith(f"The setting AQUA_THISTLE_{name} cannot be used: ")
    assert sentence.endswith(descriptions()[name.lower()])


def test_every_setting_that_cannot_be_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CommandError) as caught:
        settings(monkeypatch, PORT="eighty", LOG_LEVEL="loud")
    assert ["PORT" in caught.value.args[0], "LOG_LEVEL" in caught.value.args[1]] == [True, True]


def test_an_empty_variable_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, PORT="", REDIS_URL="") == Settings()


def test_a_file_gives_what_the_environment_leaves_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text("AQUA_THISTLE_PORT=1\nAQUA_THISTLE_WORKERS='3'\nOTHER=x\n")
    monkeypatch.setenv("AQUA_THISTLE_PORT", "2")
    read = Settings.read(env_file=str(file))
    assert (read.port, read.workers) == (2, 3)


def test_the_collector_has_a_name_that_other_programs_read_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")
    assert settings(monkeypatch).otlp_endpoint == "http://collector:4318"
    assert settings(monkeypatch, OTLP_ENDPOINT="http://own:4318").otlp_endpoint == "http://own:4318"


def test_no_secret_is_in_what_a_log_could_show() -> None:
    assert "key" not in repr(Settings(assistant_key="key", database_url="postgresql://u:key@host/name"))
