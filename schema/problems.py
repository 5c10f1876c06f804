"""Problems of an input, which are part of every payload."""

from typing import Self

import strawberry
from strawberry.utils.str_converters import to_camel_case

from schema.enums import ProblemCode
from services import errors


@strawberry.type(description="One fault of an input; nothing was written.")
class Problem:
    code: ProblemCode = strawberry.field(description="What kind of fault it is.")
    message: str = strawberry.field(description="What is wrong and how to mend it, in one sentence.")
    field: list[str] | None = strawberry.field(description="The path of the faulty field below `input`, if any.")

    @classmethod
    def of(cls, problem: errors.Problem) -> Self:
        """Return the problem with the API's names."""
        field = [to_camel_case(name) for name in problem.field] if problem.field else None
        return cls(code=problem.code, message=problem.message, field=field)
