"""The parts of a message of Finny: figures, suggested questions and proposals."""

from datetime import date
from typing import Annotated, Any

import msgspec
import strawberry

from db.conversations import MessageRow
from schema.enums import CategoryKind
from schema.money import Money
from schema.node import global_id
from services.finny import parts

_IDS = {"category_id": "Category", "transaction_ids": "Transaction"}


@strawberry.type(
    description="The filter of the transactions that a figure adds up. It has fields of TransactionFilter."
)
class FigureFilter:
    start: date = strawberry.field(description="The first day.")
    end: date = strawberry.field(description="The last day, included.")
    kind: CategoryKind = strawberry.field(description="The kind that the transactions count as.")
    category_ids: list[strawberry.ID] | None = strawberry.field(description="The categories. Null means all.")
    uncategorised: bool = strawberry.field(description="True for transactions without a category.")
    account_ids: list[strawberry.ID] | None = strawberry.field(description="The accounts. Null means all.")
    any_tag_ids: list[strawberry.ID] | None = strawberry.field(description="The tags. Null means any or none.")
    text: str = strawberry.field(description="The text in payee or note. It is empty for any.")


@strawberry.type(description="A figure of an answer.")
class FigurePart:
    label: str = strawberry.field(description="The name of the figure.")
    amount: Money = strawberry.field(description="The figure.")
    filter: FigureFilter = strawberry.field(description="The days of the figure, and the filter of its transactions.")


@strawberry.type(description="A question that Finny can answer.")
class SuggestionPart:
    question: str = strawberry.field(description="The question.")


@strawberry.type(description="A change that Finny proposes. A person who is signed in accepts it by acceptProposal.")
class ProposalPart:
    number: int = strawberry.field(description="The number of the proposal among the parts of its message.")
    text: str = strawberry.field(description="The change in words.")
    mutation: str = strawberry.field(description="The mutation that makes the change.")
    input: str = strawberry.field(description="The input of the mutation, as JSON.")


MessagePart = Annotated[
    FigurePart | SuggestionPart | ProposalPart,
    strawberry.union("MessagePart", description="A part of a message beside its text."),
]


def message_parts(row: MessageRow) -> list[MessagePart]:
    """Return the parts of a message."""
    return [_part(part, number) for number, part in enumerate(parts.read_parts(row.parts))]


def _part(part: parts.Part, number: int) -> FigurePart | SuggestionPart | ProposalPart:
    match part:
        case parts.Figure():
            chosen = FigureFilter(
                start=part.start,
                end=part.end,
                kind=CategoryKind(part.kind),
                category_ids=[global_id("Category", key) for key in part.category_ids] or None,
                uncategorised=part.uncategorised,
                account_ids=[global_id("Account", key) for key in part.account_ids] or None,
                any_tag_ids=[global_id("Tag", key) for key in part.tag_ids] or None,
                text=part.text,
            )
            return FigurePart(label=part.label, amount=Money.of(part.amount, part.currency), filter=chosen)
        case parts.Suggestion():
            return SuggestionPart(question=part.question)
        case parts.Proposal():
            fields = {name: getattr(part.change, name) for name in part.change.__struct_fields__}
            plain = {_camel(name): _plain(name, value) for name, value in fields.items() if value is not None}
            if on := plain.pop("on", None):
                plain["period"] = {"on": on}
            kind = msgspec.to_builtins(part.change)["type"]
            written = msgspec.json.encode(plain).decode()
            return ProposalPart(number=number, text=part.text, mutation=kind, input=written)


def _plain(name: str, value: Any) -> Any:
    if name not in _IDS:
        return value
    return [global_id(_IDS[name], key) for key in value] if isinstance(value, tuple) else global_id(_IDS[name], value)


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.title, others))
