"""Every root field asks for its access, and a credential gets no further than its scopes."""

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type, is_required_argument
from strawberry.types.base import StrawberryOptional

from app.graphql.schema import build_schema
from db.stores.engine import Database
from resolvers.permissions import Access, ReportsProblems, Requires
from schema.payloads import Payload
from services.users import Scope
from tests.ledger_facts import unchanged
from tests.people import Clock
from tests.resolvers.callers import Caller, holding
from tests.resolvers.mutations import BESIDE_A_REPLY, PUBLIC, SESSION_INPUTS, SETTING, WITHOUT_INPUT, WRITES

SCHEMA = build_schema()
READ, WRITE, SETTINGS = (frozenset({Scope.READ, scope}) for scope in (Scope.READ, Scope.WRITE, Scope.SETTINGS))
QUERIES = {
    "viewer": "viewer { id }",
    "dashboard": "dashboard { revision }",
    "transactions": "transactions { nodes { id } }",
    "accounts": "accounts { id }",
    "transferSuggestions": "transferSuggestions { outTransaction { id } }",
    "categories": "categories { id }",
    "budgets": "budgets { startsOn }",
    "imports": "imports { nodes { id } }",
    "importProfiles": "importProfiles { id }",
    "tags": "tags { id }",
    "tagTotals": "tagTotals { total { net { amount } } }",
    "rules": "rules { id }",
    "previewRule": 'previewRule(input: {rule: {atMost: 1, note: "small"}}) { count }',
    "series": "series { id }",
    "seriesSuggestions": "seriesSuggestions { id }",
    "goals": "goals { id }",
    "price": 'price(currency: "USD") { price }',
    "ownPrices": "ownPrices { price }",
    "conversation": "conversation { replyingId messages { nodes { id } } }",
    "node": 'node(id: "x") { id }',
    "nodes": 'nodes(ids: ["x"]) { id }',
    "alerts": "alerts { id }",
    "alertRules": "alertRules { id }",
    "calendarFeeds": "calendarFeeds { id }",
    "webhooks": "webhooks { id }",
    "changes": "changes { cursor }",
    "limits": "limits { cost }",
    "explain": "explain(input: {figure: EXPENSES}) { formula }",
    "report": "report(input: {by: GROUP}) { revision }",
}


def access_of(root: str) -> dict[str, Access]:
    """Return the access of each root field; a field without one is an error."""
    definition = SCHEMA.get_type_by_name(root)
    fields = definition.fields  # type: ignore[union-attr]
    access = {}
    for field in fields:
        (requires,) = [extension for extension in field.extensions if isinstance(extension, Requires)]
        assert field.extensions[0] is requires, f"{field.name}: nothing may happen before the permission"
        access[SCHEMA.config.name_converter.get_graphql_name(field)] = requires.access
    return access


def test_every_root_field_asks_for_its_access() -> None:
    assert access_of("Query") == dict.fromkeys(QUERIES, Access.READ) | {"maySignUp": Access.ANYONE}
    mutations = access_of("Mutation")
    assert {name for name, access in mutations.items() if access is Access.ANYONE} == set(PUBLIC)
    assert {name for name, access in mutations.items() if access is Access.SESSION} == {*SESSION_INPUTS, *WITHOUT_INPUT}
    assert {name for name, access in mutations.items() if access is Access.SETTINGS} == set(SETTING)
    writing = {name for name, access in mutations.items() if access is Access.WRITE}
    assert writing == {*WRITES, *BESIDE_A_REPLY, "importTransactions"} - set(SETTING)
    assert Access.READ not in mutations.values()


def test_every_mutation_answers_a_payload_and_reports_problems() -> None:
    for field in SCHEMA.get_type_by_name("Mutation").fields:  # type: ignore[union-attr]
        assert any(isinstance(extension, ReportsProblems) for extension in field.extensions), field.name
        assert isinstance(field.type, StrawberryOptional), field.name
        assert isinstance(field.type.of_type, type), field.name
        assert issubclass(field.type.of_type, Payload), field.name


def test_every_mutation_takes_one_argument_called_input() -> None:
    mutation: GraphQLObjectType = SCHEMA._schema.mutation_type  # type: ignore[assignment]
    for name, field in mutation.fields.items():
        assert list(field.args) in (["input"], []), name
        if name != "signOutEverywhere":
            assert all(is_required_argument(argument) for argument in field.args.values()), name


def test_one_field_that_fails_erases_no_other() -> None:
    for root in (SCHEMA._schema.query_type, SCHEMA._schema.mutation_type):
        assert root
        never_null = {name for name, field in root.fields.items() if isinstance(field.type, GraphQLNonNull)}
        assert never_null <= {"viewer"}, root.name


def test_every_field_that_takes_a_file_needs_write_access() -> None:
    mutation: GraphQLObjectType = SCHEMA._schema.mutation_type  # type: ignore[assignment]
    taking = {
        name
        for name, field in mutation.fields.items()
        for argument in field.args.values()
        for part in get_named_type(argument.type).fields.values()
        if get_named_type(part.type).name == "Upload"
    }
    assert taking == {"importTransactions"}
    assert access_of("Mutation")["importTransactions"] is Access.WRITE


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
async def test_a_token_for_money_changes_no_settings_and_one_for_settings_no_money(
    alice: Caller, database: Database, clock: Clock
) -> None:
    writer, setter = [await holding(database, clock, alice, "token", scopes) for scopes in (WRITE, SETTINGS)]
    for mutation, make in WRITES.items():
        draft = await make(alice)
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ revision }} }}"
        refused, scope = (writer, "SETTINGS") if mutation in SETTING else (setter, "WRITE")
        async with unchanged(database, alice.person.ledger_id):
            (error,) = (await refused.send(document, {"input": draft}))["errors"]
        assert error["extensions"]["code"] == "FORBIDDEN"
        assert f"needs the scope {scope}" in error["message"]
    for mutation, edit in (("updateProfile", {"name": "Alicia"}), ("updateLedger", {"calendar": {"day": 25}})):
        payload = await setter.change(mutation, edit, "user { name } dashboard { revision }")
        assert payload["revision"] == payload["dashboard"]["revision"] == await setter.revision()


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_session_of_before_a_scope_was_there_may_do_what_it_is_for(
    alice: Caller, database: Database, clock: Clock
) -> None:
    old = await holding(database, clock, alice, "session", WRITE)
    assert (await old.change("updateProfile", {"name": "Alicia"}))["problems"] == []
    token = await holding(database, clock, alice, "token", WRITE)
    document = 'mutation { updateProfile(input: {name: "Alice Again"}) { revision } }'
    assert await token.codes(document) == ["FORBIDDEN"]


@pytest.mark.parametrize("backend", ["sqlite"])
async def test_a_mutation_that_is_refused_erases_nothing_of_those_before_and_after_it(
    alice: Caller, database: Database, clock: Clock
) -> None:
    writer = await holding(database, clock, alice, "token", WRITE)
    goal = 'createGoal(input: {name: "Bike", target: "1"}) { revision }'
    answer = await writer.send(
        f'mutation {{ one: {goal} updateProfile(input: {{name: "Alice Again"}}) {{ revision }} two: {goal} }}'
    )
    assert answer["data"] == {"one": {"revision": 1}, "updateProfile": None, "two": {"revision": 2}}
    assert [error["path"] for error in answer["errors"]] == [["updateProfile"]]


async def test_one_bad_argument_erases_nothing_beside_it(alice: Caller) -> None:
    answer = await alice.send(
        "{ viewer { name } goals { id } transactions(first: 0) { nodes { id } }"
        ' wrong: dashboard(period: {month: "nonsense"}) { revision } dashboard { revision } }'
    )
    assert answer["data"] == {
        "viewer": {"name": "Alice"},
        "goals": [],
        "transactions": None,
        "wrong": None,
        "dashboard": {"revision": 0},
    }
    assert sorted(error["path"] for error in answer["errors"]) == [["transactions"], ["wrong"]]


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
