"""A stock application: Strawberry and SQLAlchemy over SQLite, served by uvicorn's own command."""

import strawberry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from strawberry.asgi import GraphQL

engine = create_async_engine("sqlite+aiosqlite:///:memory:")


@strawberry.type
class Payment:
    """A payment, as the query returns it."""

    id: int
    payee: str


@strawberry.type
class Query:
    """One query."""

    @strawberry.field
    async def payments(self) -> list[Payment]:
        """Every payment."""
        async with engine.connect() as connection:
            rows = await connection.execute(text("SELECT 1 AS id, 'Shop' AS payee"))
            return [Payment(id=row.id, payee=row.payee) for row in rows]


app: GraphQL[None, None] = GraphQL(strawberry.Schema(Query))
