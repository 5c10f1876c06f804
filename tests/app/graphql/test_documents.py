"""A text is checked once, and whatever is wrong with it is told the same way each time."""

import pytest

from tests.app.graphql.library import ask, codes, library_schema


async def test_a_text_that_was_checked_is_not_checked_again() -> None:
    schema = library_schema()
    for _ in range(3):
        await schema.execute("{ book { title } } # once")
    first = schema.documents.check("{ book { title } } # once")
    await schema.execute("{ book { title } } # once")
    assert schema.documents.check("{ book { title } } # once") is first


async def test_the_same_faulty_text_gets_the_same_errors_each_time() -> None:
    first, second = [await ask("{ book { titel } nothing }") for _ in range(2)]
    assert first == second
    assert codes(first) == ["GRAPHQL_VALIDATION_FAILED"] * 2


@pytest.mark.parametrize("query", ["{ book {", "}", "{ book { title } } \ud7ff", '{ book(title: "open) }'])
async def test_a_syntax_error_is_told_each_time(query: str) -> None:
    for _ in range(2):
        answer = await ask(query)
        assert "data" not in answer
        assert codes(answer) == ["GRAPHQL_PARSE_FAILED"]


async def test_a_stream_is_told_its_syntax_error() -> None:
    results = [result async for result in await library_schema().stream("subscription { bookAdded {")]
    assert [error.extensions for result in results for error in result.errors or ()] == [  # type: ignore[union-attr]
        {"code": "GRAPHQL_PARSE_FAILED"}
    ]


async def test_document_with_too_many_tokens_or_characters_gets_a_sentence() -> None:
    tokens = await ask("{ " + "book { title } " * 1000 + "}")
    assert codes(tokens) == ["LIMIT_EXCEEDED"]
    assert tokens["errors"][0]["message"] == "The document has more than 1,500 tokens; ask in several requests."
    characters = await ask("{ book { title } } #" + "." * 50_000)
    assert characters["errors"][0]["message"].startswith("The document has more than 50,000 characters")
    assert codes(characters) == ["LIMIT_EXCEEDED"]


async def test_a_document_nested_too_deep_to_parse_is_an_error_of_the_client() -> None:
    assert codes(await ask("{ book {" + "next {" * 240 + "title" + "}" * 242)) == ["GRAPHQL_PARSE_FAILED"]
    assert codes(await ask("{ tree(tree: " + "[" * 700 + "]" * 700 + ") }")) == ["GRAPHQL_PARSE_FAILED"]


async def test_introspection_can_be_closed() -> None:
    open_, closed = [await ask("{ __schema { queryType { name } } }", introspection=open_) for open_ in (True, False)]
    assert open_ == {"data": {"__schema": {"queryType": {"name": "Query"}}}}
    assert set(codes(closed)) == {"GRAPHQL_VALIDATION_FAILED"}
    assert await ask("{ __typename }", introspection=False) == {"data": {"__typename": "Query"}}


async def test_suggestions_are_given_only_where_introspection_is() -> None:
    for query in (
        "{ bok { title } }",
        '{ book(titel: "x") { title } }',
        "{ book { ...F } } fragment F on Bok { title }",
    ):
        assert "Did you mean" in str(await ask(query))
        assert "Did you mean" not in str(await ask(query, introspection=False))
