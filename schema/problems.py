"""Problems of an input, which are part of every payload."""

from typing import Self

import strawberry
from strawberry.utils.str_converters import to_camel_case

from schema.enums import ProblemCode
from services.values import errors


@strawberry.type(description="One problem of an input. Nothing was written.")
class Problem:
    code: ProblemCode = strawberry.field(description="The kind of the problem.")
    message: str = strawberry.field(description="One sentence that says what is wrong and how to mend it.")
    field: list[str] | None = strawberry.field(description="The path of the field below `input`, if there is one.")

    @classmethod
    def of(cls, problem: errors.Problem) -> Self:
        """Return the problem with the API's names."""
        field = [to_camel_case(name) for name in problem.field] if problem.field else None
        return cls(code=problem.code, message=problem.message, field=field)
