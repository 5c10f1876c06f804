"""urql works as docs/clients.md sets it up: every form of update, Graphcache, persisted queries and uploads."""

import pytest

from tests.clients.places import PASSWORD, Place
from tests.clients.running import Steps, run_steps


@pytest.fixture(scope="module")
def urql(place: Place) -> Steps:
    """Return the results of the steps of urql.mjs."""
    return run_steps("urql.mjs", place, PASSWORD)


def test_a_sign_in_keeps_its_cookie(urql: Steps) -> None:
    assert urql["signIn"] == ["alice", "alice"]


def test_a_query_is_answered(urql: Steps) -> None:
    assert urql["query"] == "alice"


def test_a_mutation_is_answered(urql: Steps) -> None:
    assert urql["mutation"] == ["Bakery", []]


def test_a_file_is_imported_with_a_bearer_token(urql: Steps) -> None:
    assert urql["upload"] == 2


@pytest.mark.parametrize("form", ["eventStream", "multipart", "webSocket"])
def test_each_change_sends_an_update(urql: Steps, form: str) -> None:
    assert urql[form] == [0, 1, 2]


def test_graphcache_moves_a_watcher_after_a_mutation(urql: Steps) -> None:
    assert urql["graphcache"] == [1, 320]


def test_persisted_queries_fall_back_once_for_all(urql: Steps) -> None:
    assert urql["persisted"] == ["alice", "alice", 3]


def test_a_wrong_token_is_refused(urql: Steps) -> None:
    assert urql["wrongToken"] == "UNAUTHENTICATED"


def test_urql_warns_of_nothing(urql: Steps) -> None:
    assert urql["warnings"] == []
