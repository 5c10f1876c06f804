"""A client and the log each learn what they need of an error."""

import pytest
from graphql import GraphQLError
from structlog.testing import capture_logs

from app.graphql.errors import public_errors
from tests.app.graphql.library import ask, codes, library_schema, visitor


async def test_an_internal_failure_is_masked_behind_an_id_that_the_log_has_with_the_trace() -> None:
    with capture_logs() as logs:
        answer = await ask("query Loans { broken }")
    (error,) = answer["errors"]
    incident = error["extensions"]["id"]
    assert error["extensions"] == {"code": "INTERNAL", "id": incident}
    assert error["message"] == f"Something went wrong on our side; quote the id {incident} when you report it."
    assert "vault" not in str(answer)
    (line,) = logs
    assert (line["id"], line["log_level"], line["operation"], line["path"]) == (incident, "error", "Loans", "broken")
    assert isinstance(line["exc_info"], ZeroDivisionError)


async def test_one_answer_has_one_id_and_one_trace_for_each_kind_of_failure() -> None:
    with capture_logs() as logs:
        answer = await ask("{ " + "".join(f"b{i}: broken " for i in range(8)) + "overflowing }")
    assert codes(answer) == ["INTERNAL"] * 9
    assert len({error["extensions"]["id"] for error in answer["errors"]}) == 1
    assert len(logs) == 2


async def test_failure_before_an_operation_is_masked_too() -> None:
    with capture_logs() as logs:
        async with visitor() as client:
            answer = await client.post(
                "/graphql", json={"query": "{ __typename }"}, headers={"authorization": "Bearer broken"}
            )
    assert answer.status_code == 500
    assert "vault" not in answer.text
    assert answer.json()["errors"][0]["extensions"]["id"] == logs[0]["id"]


async def test_a_refusal_by_a_service_keeps_its_words_and_all_its_problems() -> None:
    (error,) = (await ask("{ refused }"))["errors"]
    assert error["path"] == ["refused"]
    assert error["message"] == "Two books have this number. The year is missing."
    assert error["extensions"] == {
        "code": "CONFLICT",
        "problems": [
            {"code": "CONFLICT", "message": "Two books have this number.", "field": ["books", "3", "shelfMark"]},
            {"code": "INVALID", "message": "The year is missing.", "field": None},
        ],
    }


@pytest.mark.parametrize(
    ("who", "extensions"),
    [
        ("nobody", {"code": "UNAUTHENTICATED"}),
        ("guest", {"code": "FORBIDDEN"}),
        ("eager", {"code": "THROTTLED", "retryAfter": 30}),
    ],
)
async def test_a_closed_door_has_a_code(who: str, extensions: dict[str, object]) -> None:
    (error,) = (await ask("query ($who: String!) { locked(who: $who) }", {"who": who}))["errors"]
    assert error["extensions"] == extensions


async def test_an_ended_session_is_a_401_without_an_operation() -> None:
    async with visitor() as client:
        answer = await client.post(
            "/graphql", json={"query": "{ __typename }"}, headers={"authorization": "Bearer expired"}
        )
    assert (answer.status_code, codes(answer.json())) == (401, ["UNAUTHENTICATED"])


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query ($n: Int!) { books(first: $n) { edges { node { title } } } }", {"n": "many"}),
        ("query ($n: Int!) { books(first: $n) { edges { node { title } } } }", {}),
        ("query ($n: Int = 1) { books(first: $n) { edges { node { title } } } }", {"n": None}),
        ("query ($n: Int!) { books(first: $n) { edges { node { title } } } }", {"n": 2**40}),
    ],
)
async def test_a_variable_that_does_not_fit_is_bad_user_input(query: str, variables: dict[str, object]) -> None:
    assert codes(await ask(query, variables)) == ["BAD_USER_INPUT"]


async def test_the_faults_of_clients_are_one_short_line_without_their_words() -> None:
    with capture_logs() as logs:
        answer = await ask(
            "{ " + "".join(f'b{i}: book(title: {i}, secret: "hunter2") {{ x }} ' for i in range(9)) + "}"
        )
    assert len(answer["errors"]) == 27
    (line,) = logs
    assert line == {
        "event": "client errors",
        "log_level": "info",
        "operation": None,
        "codes": ["GRAPHQL_VALIDATION_FAILED"],
        "count": 27,
    }


async def test_a_message_never_grows_with_the_input() -> None:
    (error,) = (await ask('{ books(first: "' + "x" * 40_000 + '") { edges { node { title } } } }'))["errors"]
    assert len(error["message"]) == 500


async def test_a_flood_of_faulty_requests_is_a_few_lines() -> None:
    with capture_logs() as logs:
        for _ in range(40):
            public_errors([GraphQLError("No.", extensions={"code": "BAD_USER_INPUT"})])
    assert 10 <= len(logs) <= 15


async def test_each_event_of_a_subscription_is_guarded_as_well() -> None:
    with capture_logs() as logs:
        stream = await library_schema().stream("subscription { bookAdded { title chapters next { titel } } }")
        (result,) = [result async for result in stream]
    assert codes({"errors": [error.formatted for error in result.errors or ()]}) == [  # type: ignore[union-attr]
        "GRAPHQL_VALIDATION_FAILED"
    ]
    assert len(logs) == 1
