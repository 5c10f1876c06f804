"""A script without any library keeps a copy of a ledger as docs/clients.md says."""

from typing import Any

from tests.clients.places import Place
from tests.clients.recipes import load_recipe


def test_a_script_keeps_a_copy(place: Place) -> None:
    copying = load_recipe(place.recipes / "copying.py")
    copy: dict[str, Any] = {}
    before = len(copying.follow(place.url, place.token, copy)["transactions"])
    place.record()
    assert len(copying.follow(place.url, place.token, copy)["transactions"]) == before + 1
    assert copy == copying.follow(place.url, place.token, {})
    assert [account["name"] for account in copy["lists"]["accounts"]] == ["Everyday"]
