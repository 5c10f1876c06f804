"""Settings come from the environment, refuse what cannot be, and are all in the README."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from app.settings import Settings
from services.users import SignUpPolicy

README = Path(__file__).parent.parent.parent / "README.md"
NO_FILE: dict[str, Any] = {"_env_file": None}
BEGIN, END = "<!-- settings -->", "<!-- /settings -->"


def settings(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    """The settings of an environment."""
    for name, value in variables.items():
        monkeypatch.setenv(f"AQUA_THISTLE_{name}", value)
    return Settings(**NO_FILE)


def settings_table() -> str:
    """The README's table of the settings."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `AQUA_THISTLE_{name.upper()}` | {_default(field)} | {field.description} |")
    return "\n".join(rows)


def _default(field: FieldInfo) -> str:
    value: Any = field.default
    assert value is not PydanticUndefined, "every setting has a default"
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
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description[0].isupper(), name
        assert field.description.endswith("."), name
        assert "|" not in field.description, name


def test_settings_are_read_from_the_environment_and_then_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(
        monkeypatch, PORT="8080", TRUSTED_HOSTS="aqua.example, www.aqua.example  x", SIGN_UP="open", GRAPHIQL="false"
    )
    assert (found.port, found.sign_up, found.graphiql) == (8080, SignUpPolicy.OPEN, False)
    assert found.trusted_hosts == ("aqua.example", "www.aqua.example", "x")
    with pytest.raises(ValidationError, match="frozen"):
        found.port = 1  # type: ignore[misc]


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
    with pytest.raises(ValidationError) as caught:
        settings(monkeypatch, **{name: value})
    assert [error["loc"] for error in caught.value.errors()] == [(name.lower(),)]
