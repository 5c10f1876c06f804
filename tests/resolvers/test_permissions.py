"""Who may do what: every root field asks for its access, and a credential gets no further than its scopes."""

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, is_required_argument

from app.api import build_schema
from db.engine import Database
from resolvers.permissions import Access, ReportsProblems, Requires
from schema.payloads import Payload
from services.users import Scope
from tests.ledger_facts import unchanged
from tests.people import Clock
from tests.resolvers.callers import Caller, holding
from tests.resolvers.mutations import BESIDE_A_REPLY, PUBLIC, SESSION_INPUTS, WITHOUT_INPUT, WRITES

SCHEMA = build_schema()
READ, WRITE = frozenset({Scope.READ}), frozenset({Scope.READ, Scope.WRITE})
QUERIES = {
    "viewer": "viewer { id }",
    "dashboard": "dashboard { revision }",
    "transactions": "transactions { nodes { id } }",
    "categories": "categories { id }",
    "budgets": "budgets { startsOn }",
    "goals": "goals { id }",
    "conversation": "conversation { replyingId messages { nodes { id } } }",
    "node": 'node(id: "x") { id }',
}


def access_of(root: str) -> dict[str, Access]:
    """What each root field asks for; a field that asks for nothing is an error."""
    definition = SCHEMA.get_type_by_name(root)
    fields = definition.fields  # type: ignore[union-attr]
    found = {}
    for field in fields:
        (requires,) = [each for each in field.extensions if isinstance(each, Requires)]
        assert field.extensions[0] is requires, f"{field.name}: nothing may happen before the permission"
        found[SCHEMA.config.name_converter.get_graphql_name(field)] = requires.access
    return found


def test_every_root_field_asks_for_its_access() -> None:
    assert access_of("Query") == dict.fromkeys(QUERIES, Access.READ) | {"maySignUp": Access.ANYONE}
    mutations = access_of("Mutation")
    assert {name for name, access in mutations.items() if access is Access.ANYONE} == set(PUBLIC)
    assert {name for name, access in mutations.items() if access is Access.SESSION} == {*SESSION_INPUTS, *WITHOUT_INPUT}
    assert {name for name, access in mutations.items() if access is Access.WRITE} >= {*WRITES, *BESIDE_A_REPLY}
    assert Access.READ not in mutations.values()


def test_every_mutation_answers_a_payload_and_reports_problems() -> None:
    for field in SCHEMA.get_type_by_name("Mutation").fields:  # type: ignore[union-attr]
        assert any(isinstance(each, ReportsProblems) for each in field.extensions), field.name
        assert isinstance(field.type, type), field.name
        assert issubclass(field.type, Payload), field.name


def test_every_mutation_takes_one_argument_called_input() -> None:
    mutation: GraphQLObjectType = SCHEMA._schema.mutation_type  # type: ignore[assignment]
    for name, field in mutation.fields.items():
        assert list(field.args) in (["input"], []), name
        if name != "signOutEverywhere":
            assert all(is_required_argument(argument) for argument in field.args.values()), name
        assert isinstance(field.type, GraphQLNonNull), name


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_nobody_sees_or_changes_anything(stranger: Caller, alice: Caller, database: Database) -> None:
    ended = Caller(stranger.http, "at_s_" + "x" * 43)
    async with unchanged(database, alice.person.ledger_id):
        for caller in (stranger, ended, Caller(stranger.http, "nonsense")):
            for query in QUERIES.values():
                assert await caller.codes(f"{{ {query} }}") == ["UNAUTHENTICATED"]
    for mutation in (*WRITES, *SESSION_INPUTS):
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ revision }} }}"
        draft = await WRITES[mutation](alice) if mutation in WRITES else SESSION_INPUTS[mutation]
        async with unchanged(database, alice.person.ledger_id):
            assert await stranger.codes(document, input=draft) == ["UNAUTHENTICATED"]
    for mutation, draft in BESIDE_A_REPLY.items():
        document = f"mutation ($input: StopReplyInput!) {{ {mutation}(input: $input) {{ revision }} }}"
        assert await stranger.codes(document, input=draft) == ["UNAUTHENTICATED"]
    assert await stranger.codes("mutation { signOut { done } }") == ["UNAUTHENTICATED"]
    assert await stranger.codes("{ __typename }") == []


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_token_that_may_read_changes_nothing(alice: Caller, database: Database, clock: Clock) -> None:
    reader = await holding(database, clock, alice, "token", READ)
    for query in QUERIES.values():
        await reader.ask(f"{{ {query} }}")
    for mutation, make in WRITES.items():
        draft = await make(alice)
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ revision }} }}"
        async with unchanged(database, alice.person.ledger_id):
            assert await reader.codes(document, input=draft) == ["FORBIDDEN"]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_token_that_may_write_reads_what_it_wrote(alice: Caller, database: Database, clock: Clock) -> None:
    for scopes in (WRITE, frozenset({Scope.WRITE})):
        writer = await holding(database, clock, alice, "token", scopes)
        payload = await writer.change(
            "recordTransaction", await WRITES["recordTransaction"](alice), "dashboard { revision }"
        )
        assert payload["revision"] == payload["dashboard"]["revision"] == await writer.revision()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_no_token_does_what_needs_the_password(alice: Caller, database: Database, clock: Clock) -> None:
    writer = await holding(database, clock, alice, "token", WRITE)
    async with unchanged(database, alice.person.ledger_id):
        for mutation, draft in SESSION_INPUTS.items():
            kind = mutation[0].upper() + mutation[1:] + "Input"
            document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ revision }} }}"
            assert await writer.codes(document, input=draft) == ["FORBIDDEN"]
        assert await writer.codes("mutation { signOut { done } }") == ["FORBIDDEN"]
    assert await alice.revision() == 0


async def test_an_access_token_works_until_its_day_is_over_or_it_is_revoked(alice: Caller, clock: Clock) -> None:
    secrets = {}
    for name, day in [("short", "2026-11-23"), ("long", None)]:
        draft = {"name": name, "scopes": ["READ"], "expiresOn": day}
        made = await alice.change("createAccessToken", draft, "secret accessToken { id }")
        secrets[name] = (Caller(alice.http, made["secret"]), made["accessToken"]["id"])
    short, long = (secrets[name][0] for name in ("short", "long"))
    assert await short.codes("{ goals { id } }") == await long.codes("{ goals { id } }") == []
    clock.now = clock.now.replace(hour=23)  # midnight in Berlin
    assert await short.codes("{ goals { id } }") == ["UNAUTHENTICATED"]
    await alice.change("revokeAccessToken", {"id": secrets["long"][1]}, "done")
    assert await long.codes("{ goals { id } }") == ["UNAUTHENTICATED"]
