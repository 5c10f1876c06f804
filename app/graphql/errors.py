"""Errors for clients: a client's own faults with a code, internal failures with an id that the log has too."""

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.utils.str_converters import to_camel_case

from app.observability.log_limit import LineLimit
from db.stores.engine import Busy, TookTooLong
from schema.strawberry_internals import CannotGetOperationTypeError
from services.values.errors import Refused, ServiceError, Throttled

MESSAGE_CHARACTERS = 500
NAME_CHARACTERS = 60
SUGGESTION = re.compile(r" Did you mean .*", re.DOTALL)
NO_SUCH_OPERATION = "The document has no such operation; give the name of one that it has in “operationName”."
LIMIT_OF_THE_PARSER = re.compile(r"contains more than (\d+) (tokens|code points)")

log = structlog.get_logger("app.graphql.errors")
client_lines = LineLimit()


class Rejected(Exception):
    """A request that is refused with a status, a code and a sentence before any operation runs."""

    def __init__(
        self, status: int, sentence: str, code: str | None = None, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.sentence = sentence
        self.code = code
        self.headers = headers


def public_errors(
    errors: Sequence[GraphQLError], operation: str | None = None, *, suggestions: bool = False
) -> list[GraphQLError]:
    """Log the errors, and return them for the client: with codes, and one id for all internal failures."""
    incident = secrets.token_hex(6)
    operation = operation and operation[:NAME_CHARACTERS]
    public: list[GraphQLError] = []
    failures: dict[type[BaseException | None], GraphQLError] = {}
    for error in errors:
        if (extensions := _client_extensions(error)) is not None:
            public.append(_shown(error, _message(error, suggestions=suggestions), extensions))
        else:
            failures.setdefault(type(error.original_error), error)
            message = f"Something went wrong on our side; quote the id {incident} when you report it."
            public.append(_shown(error, message, {"code": "INTERNAL", "id": incident}))
    for error in failures.values():
        path = ".".join(map(str, error.path or ()))
        log.error("internal failure", id=incident, operation=operation, path=path, exc_info=error.original_error)
    codes = sorted(
        {str(error.extensions["code"])[:NAME_CHARACTERS] for error in public if error.extensions} - {"INTERNAL"}
    )
    if codes and (left_out := client_lines.admit()) is not None:
        if left_out:
            log.info("client errors left out", count=left_out)
        log.info("client errors", operation=operation, codes=codes, count=len(errors))
    return public


def public_error(error: Exception) -> GraphQLError:
    """Log an exception from outside of an operation, and return it for the client."""
    (public,) = public_errors([GraphQLError(str(error), original_error=error)])
    return public


def _shown(error: GraphQLError, message: str, extensions: dict[str, Any]) -> GraphQLError:
    return GraphQLError(message, error.nodes, error.source, error.positions, error.path, extensions=extensions)


def _message(error: GraphQLError, *, suggestions: bool) -> str:
    if isinstance(error, GraphQLSyntaxError) and (limit := LIMIT_OF_THE_PARSER.search(error.message)):
        unit = limit[2].replace("code points", "characters")
        return f"The document has more than {int(limit[1]):,} {unit}; ask in several requests."
    if isinstance(error.original_error, CannotGetOperationTypeError):
        return NO_SUCH_OPERATION
    message = error.message if suggestions else SUGGESTION.sub("", error.message)
    return message if len(message) <= MESSAGE_CHARACTERS else message[: MESSAGE_CHARACTERS - 1] + "…"


def _client_extensions(error: GraphQLError) -> dict[str, Any] | None:
    """Return the code and details of an error that the client caused; None for an internal failure."""
    original = error.original_error
    if isinstance(original, ServiceError):
        return _service_extensions(original)
    if isinstance(original, Busy | TookTooLong):
        return {"code": original.code}
    if "code" in (error.extensions or {}):
        return error.extensions
    if isinstance(original, CannotGetOperationTypeError):
        return {"code": "BAD_REQUEST"}
    if isinstance(error, GraphQLSyntaxError):
        return {"code": "LIMIT_EXCEEDED" if LIMIT_OF_THE_PARSER.search(error.message) else "GRAPHQL_PARSE_FAILED"}
    # An argument or variable that cannot be coerced points at its place in the document; a failing resolver or
    # serialiser raises without one.
    pointing = error.nodes if error.path is None else isinstance(original, GraphQLError) and original.nodes
    return {"code": "BAD_USER_INPUT"} if original is None or pointing else None


def _service_extensions(error: ServiceError) -> dict[str, Any]:
    if isinstance(error, Throttled):
        limit = error.limit and {"name": error.limit.name, "maximum": error.limit.most, "seconds": error.limit.seconds}
        return {"code": error.code, "retryAfter": error.retry_after} | ({"rateLimit": limit} if limit else {})
    if isinstance(error, Refused):
        problems = [
            {
                "code": problem.code.value,
                "message": problem.message,
                "field": [to_camel_case(part) for part in problem.field] if problem.field else None,
            }
            for problem in error.problems
        ]
        return {"code": problems[0]["code"], "problems": problems}
    return {"code": error.code}
