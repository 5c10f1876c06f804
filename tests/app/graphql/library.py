"""A small GraphQL application behind the real middleware: a library whose fields fail in every way that a field can."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, NewType

import httpx
import strawberry
from starlette.applications import Starlette
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.routing import Route
from strawberry.file_uploads import Upload
from strawberry.file_uploads.scalars import UploadDefinition

from app.graphql.authentication import Callers
from app.graphql.endpoint import Endpoint
from app.graphql.guarded_schema import GuardedSchema
from app.settings import Settings
from app.web.middleware import RequestRules, middleware
from db.stores.ids import new_id
from schema.context import SessionKeeper
from schema.field_marks import SECRET
from services.users import Scope, Viewer
from services.values.errors import Forbidden, Problem, ProblemCode, Refused, Throttled, Unauthenticated

Tree = NewType("Tree", object)
RULES = RequestRules(hosts=["library.example"])


@strawberry.type
class Author:
    name: str = "Alice"

    @strawberry.field
    def books(self, first: int = 10) -> list["Book"]:
        return [Book() for _ in range(first)]


@strawberry.type
class Book:
    title: str = "Months"
    key: str = strawberry.field(default="the secret of /srv/vault", metadata=SECRET)

    @strawberry.field
    def author(self) -> Author:
        return Author()

    @strawberry.field
    def chapters(self) -> list[str]:
        return ["One"]

    @strawberry.field
    def next(self) -> "Book":
        return Book()


@strawberry.type
class Edge:
    node: Book


@strawberry.type
class BookConnection:
    edges: list[Edge]


@strawberry.type
class Query:
    @strawberry.field
    def book(self, title: str = "Months") -> Book:
        return Book(title=title)

    @strawberry.field
    def books(self, first: int = 50, last: int | None = None) -> BookConnection:
        return BookConnection(edges=[Edge(node=Book()) for _ in range(last or first)])

    @strawberry.field
    def nodes(self, ids: list[strawberry.ID]) -> list[Book]:
        return [Book(title=title) for title in ids]

    @strawberry.field
    def shelves(self) -> list[Book]:
        return [Book()]

    @strawberry.field
    def tree(self, tree: Tree) -> bool:
        return bool(tree)

    @strawberry.field
    def broken(self) -> str | None:
        raise ZeroDivisionError("the secret of /srv/vault")

    @strawberry.field
    def overflowing(self) -> int | None:
        return 2**40

    @strawberry.field
    def refused(self) -> str | None:
        problems = [
            Problem(ProblemCode.CONFLICT, "Two books have this number.", ("books", "3", "shelf_mark")),
            Problem(ProblemCode.INVALID, "The year is missing."),
        ]
        raise Refused(problems)

    @strawberry.field
    def locked(self, who: str) -> str | None:
        raise {
            "nobody": Unauthenticated("Sign in first."),
            "guest": Forbidden("This token may only read."),
            "eager": Throttled("Too many attempts; wait 30 seconds.", 30),
        }[who]


@strawberry.type
class Mutation:
    @strawberry.mutation
    def add_book(self, title: str) -> Book:
        return Book(title=title)

    @strawberry.mutation
    def sign_in(self, info: strawberry.Info[Any, None], title: str) -> bool:
        info.context["session"].keep(title)
        return True

    @strawberry.mutation
    async def upload(self, file: Upload) -> int:
        return len(await file.read())  # type: ignore[attr-defined]


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def book_added(self) -> AsyncIterator[Book]:
        yield Book()


class Visitors(Callers):
    """The visitors of the library: anybody may come, and the text of a bearer token or cookie says as whom."""

    def __init__(self) -> None:
        """Need no services."""

    async def viewer(self, secret: str) -> Viewer | None:
        match secret:
            case "expired":
                raise Unauthenticated("The session has ended; sign in again.")
            case "broken":
                raise ZeroDivisionError("the secret of /srv/vault")
            case "wrong":
                return None
        scopes = frozenset({Scope.READ} if secret == "reader" else Scope)
        return Viewer(new_id(), new_id(), new_id(), "session", scopes, 1, "EUR", "UTC", new_id())

    def context(self, connection: HTTPConnection, viewer: Viewer | None, session: SessionKeeper) -> Any:
        return {"connection": connection, "viewer": viewer, "session": session}


def library_schema(*, introspection: bool = True) -> GuardedSchema:
    scalars = {
        Tree: strawberry.scalar(name="Tree", parse_value=lambda value: value),
        Upload: UploadDefinition,
    }
    return GuardedSchema(
        query=Query, mutation=Mutation, subscription=Subscription, scalars=scalars, introspection=introspection
    )


def library(rules: RequestRules = RULES, *, graphiql: Response | None = None, introspection: bool = True) -> Starlette:
    settings = Settings(cors_origins=tuple(rules.origins))
    endpoint = Endpoint(library_schema(introspection=introspection), Visitors(), settings, graphiql)
    return Starlette(routes=[Route("/graphql", endpoint)], middleware=middleware(rules))


@asynccontextmanager
async def visitor(app: Starlette | None = None) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app or library())
    async with httpx.AsyncClient(transport=transport, base_url="http://library.example") as client:
        yield client


async def ask(query: str, variables: dict[str, object] | None = None, **options: Any) -> dict[str, Any]:
    async with visitor(library(**options)) as client:
        answer: dict[str, Any] = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
        return answer


def codes(answer: dict[str, Any]) -> Sequence[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]
