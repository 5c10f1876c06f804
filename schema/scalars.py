"""Strict scalars: dates, moments, exact decimals and currency codes, each with its specification."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import NewType

import strawberry
from graphql import GraphQLError, ValueNode, print_ast
from graphql.language import FloatValueNode, IntValueNode, StringValueNode
from strawberry.file_uploads import Upload
from strawberry.types.scalar import ScalarDefinition

CurrencyCode = NewType("CurrencyCode", str)

LONGEST_DECIMAL = 60
PLAIN = re.compile(r"[-+.0-9A-Za-z]+")  # Decimal itself also takes spaces, underscores and the digits of any script


def _refuse(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "BAD_USER_INPUT"})


def parse_date(value: object) -> date:
    """Read a date in its one form, 2026-11-23."""
    try:
        if isinstance(value, str) and (day := date.fromisoformat(value)).isoformat() == value:
            return day
    except ValueError:
        pass
    raise _refuse("A Date has the form 2026-11-23 and exists in the calendar.")


def parse_moment(value: object) -> datetime:
    """Read a time with its zone, 2026-11-23T08:30:00Z."""
    try:
        if isinstance(value, str) and value[10:11] == "T" and value[4:5] == value[7:8] == "-":
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise _refuse("A DateTime has the form 2026-11-23T08:30:00Z, with its zone.")


def format_moment(value: datetime) -> str:
    """Write a time in UTC, to the stored microsecond."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def parse_decimal(value: object) -> Decimal:
    """Read an exact number from text or a whole number.

    The services refuse what is no number, and name its field.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, str) and len(value) <= LONGEST_DECIMAL and PLAIN.fullmatch(value):
        try:
            return Decimal(value)
        except InvalidOperation:
            pass
    raise _refuse('A Decimal is exact and sent as text, such as "-12.50".')


def parse_decimal_literal(node: ValueNode, _variables: Mapping[str, object] | None = None) -> Decimal:
    """Read a number in the document with all its digits."""
    if isinstance(node, StringValueNode | IntValueNode | FloatValueNode):
        return parse_decimal(node.value)
    raise _refuse(f"A Decimal is a number or text, not {print_ast(node)[:40]}.")


def parse_currency(value: object) -> CurrencyCode:
    """Read three capital letters. The services refuse codes that ISO 4217 does not have, and name the field."""
    if isinstance(value, str) and len(value) == 3 and value.isascii() and value.isalpha() and value.isupper():
        return CurrencyCode(value)
    raise _refuse("A CurrencyCode is three capital letters of ISO 4217, such as EUR.")


SCALARS: dict[object, ScalarDefinition] = {
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar, such as 2026-11-23. It has no time and no time zone.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=date.isoformat,
        parse_value=parse_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="A point in time in UTC, such as 2026-11-23T08:30:00Z.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=format_moment,
        parse_value=parse_moment,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact decimal number as text, such as "-12.50"; never a binary fraction.',
        specified_by_url="https://speleotrove.com/decimal/daconvs.html",
        serialize=str,
        parse_value=parse_decimal,
        parse_literal=parse_decimal_literal,
    ),
    CurrencyCode: strawberry.scalar(
        name="CurrencyCode",
        description="A currency by its ISO 4217 code, such as EUR.",
        specified_by_url="https://www.iso.org/iso-4217-currency-codes.html",
        parse_value=parse_currency,
    ),
    Upload: strawberry.scalar(
        name="Upload",
        description="A file: null in the variables, and sent beside them by the GraphQL multipart request.",
        specified_by_url="https://github.com/jaydenseric/graphql-multipart-request-spec",
    ),
}
