"""Apollo Client 3 and 4 work as docs/clients.md sets them up, and their watchers see every write."""

import pytest

from tests.clients.places import Place
from tests.clients.running import HERE, Steps, run_steps

# The link for uploads of each version, and what makes Node load that version.
VERSIONS: dict[int, tuple[str, tuple[str, ...]]] = {
    3: ("apollo-upload-client-18/createUploadLink.mjs", ("--import", (HERE / "apollo-3.mjs").as_uri())),
    4: ("apollo-upload-client/UploadHttpLink.mjs", ()),
}


@pytest.fixture(scope="module", params=VERSIONS)
def apollo(place: Place, request: pytest.FixtureRequest) -> Steps:
    """Return the results of the steps of apollo.mjs."""
    uploads, options = VERSIONS[request.param]
    return run_steps("apollo.mjs", place, request.param, uploads, options=options)


def test_a_query_is_answered(apollo: Steps) -> None:
    assert apollo["query"] == "alice"


def test_a_mutation_is_answered(apollo: Steps) -> None:
    assert apollo["mutation"] == ["Bakery", []]


def test_a_file_is_imported_with_a_bearer_token(apollo: Steps) -> None:
    assert apollo["upload"] == 2


@pytest.mark.parametrize("form", ["multipart", "webSocket"])
def test_each_change_sends_an_update(apollo: Steps, form: str) -> None:
    assert apollo[form] == [0, 1, 2]


def test_persisted_queries_fall_back_once_for_all(apollo: Steps) -> None:
    assert apollo["persisted"] == ["alice", "alice", 3]


@pytest.mark.parametrize("watcher", ["watcherOfTheSameFigure", "watcherOfAnotherFigure", "watcherWithTheDefaultCache"])
def test_a_watcher_moves_after_a_mutation(apollo: Steps, watcher: str) -> None:
    assert apollo[watcher] == [1, 320]


def test_an_answer_that_arrives_late_does_not_replace_a_newer_one(apollo: Steps) -> None:
    assert apollo["lateAnswer"] == [1, 320]


def test_25_components_may_each_have_a_fragment_on_one_type(apollo: Steps) -> None:
    assert apollo["fragments"] is True


def test_a_wrong_token_is_refused(apollo: Steps) -> None:
    assert apollo["wrongToken"] == "UNAUTHENTICATED"


def test_apollo_warns_of_nothing(apollo: Steps) -> None:
    assert apollo["warnings"] == []
