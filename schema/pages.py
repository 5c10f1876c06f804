"""Cursor connections: pages of a list, as the Relay specification shapes them."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, Self, TypeVar

import strawberry

from services.values.pages import MOST_PER_PAGE, Page

First = Annotated[
    int | None, strawberry.argument(description=f"The number of items from the start, 1 to {MOST_PER_PAGE}.")
]
Last = Annotated[
    int | None, strawberry.argument(description=f"The number of items from the end, 1 to {MOST_PER_PAGE}.")
]


@strawberry.type(description="The position of a page in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="True if there are items after this page.")
    has_previous_page: bool = strawberry.field(description="True if there are items before this page.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="The cursor of the last edge.")

    @classmethod
    def of(cls, page: Page[Any]) -> Self:
        """Return where a page lies."""
        return cls(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        )


Object = TypeVar("Object")


@strawberry.type(description="An object of a list with its cursor.")
class Edge(Generic[Object]):
    cursor: str = strawberry.field(description="The cursor of the object.")
    node: Object = strawberry.field(description="The object.")


@strawberry.type(description="A page of a list, newest first.")
class Connection(Generic[Object]):
    edges: list[Edge[Object]] = strawberry.field(description="The objects with their cursors.")
    nodes: list[Object] = strawberry.field(description="The objects without their cursors.")
    page_info: PageInfo = strawberry.field(description="The position of this page in the list.")

    @classmethod
    def of(cls, page: Page[Any], nodes: Sequence[Object]) -> Self:
        """Return a page of the API with these objects in place of the rows."""
        edges = [Edge(cursor=cursor, node=node) for cursor, node in zip(page.cursors, nodes, strict=True)]
        return cls(edges=edges, nodes=list(nodes), page_info=PageInfo.of(page))
