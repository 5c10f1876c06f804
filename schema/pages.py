"""Cursor connections: pages of a list, as the Relay specification shapes them."""

from typing import Annotated, Any, Self

import strawberry

from services.pages import MOST_PER_PAGE, Page

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
