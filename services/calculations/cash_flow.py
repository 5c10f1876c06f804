"""Cash flow: the ways of money from its sources over one middle to its uses, as nodes and links for a diagram."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from services.calculations.flows import Flow, count, is_moved
from services.calculations.rows import Category, Counted


class NodeKind(StrEnum):
    """The kinds of a node."""

    CATEGORY = "CATEGORY"
    OWN = "OWN"
    UNCATEGORISED = "UNCATEGORISED"
    MIDDLE = "MIDDLE"
    SAVED = "SAVED"
    DRAWN = "DRAWN"


@dataclass(frozen=True, slots=True)
class Node:
    """A place through which money flows: a category, the part of a group without its children, or the middle."""

    kind: NodeKind
    category_id: UUID | None = None
    is_source: bool = False

    @property
    def key(self) -> str:
        """Return a name that no other node has."""
        side = ":in" if self.is_source and self.kind is NodeKind.UNCATEGORISED else ""
        return f"{self.kind}{side}" if self.category_id is None else f"{self.kind}:{self.category_id}"


@dataclass(frozen=True, slots=True)
class Link:
    """A positive amount that flows from one node to another."""

    source: Node
    target: Node
    amount: int


MIDDLE = Node(NodeKind.MIDDLE)


def cash_flow(totals: Iterable[Counted], tops: Mapping[UUID, Category]) -> list[Link]:
    """Return the links. As much flows out of all sources as into all uses, and out of each other node as into it."""
    whole, by_group = Flow(), defaultdict[UUID, defaultdict[UUID, Flow]](lambda: defaultdict(Flow))
    for total in totals:
        if total.category_id is None:
            count(whole, total, tops)
        elif not is_moved(total.category_id, tops):
            count(by_group[tops[total.category_id].id][total.category_id], total, tops)
    links = _flowing(Node(NodeKind.UNCATEGORISED, is_source=True), whole.income)
    links += _flowing(Node(NodeKind.UNCATEGORISED), -whole.expenses)
    for group_id, members in by_group.items():
        links += _of_group(group_id, {key: flow.net for key, flow in members.items()})
    net = sum(link.amount for link in links if link.target == MIDDLE)
    net -= sum(link.amount for link in links if link.source == MIDDLE)
    return [*links, *_flowing(Node(NodeKind.SAVED if net > 0 else NodeKind.DRAWN), -net)]


def _of_group(group_id: UUID, members: Mapping[UUID, int]) -> list[Link]:
    group = Node(NodeKind.CATEGORY, group_id)
    links = _flowing(group, sum(members.values()))
    if members.keys() <= {group_id}:
        return links
    for category_id, net in members.items():
        node = Node(NodeKind.OWN if category_id == group_id else NodeKind.CATEGORY, category_id)
        links += _flowing(node, net, group)
    return links


def _flowing(node: Node, net: int, middle: Node = MIDDLE) -> list[Link]:
    """Return the link of a node to a middle, or from it if its amount is negative."""
    if net == 0:
        return []
    return [Link(node, middle, net) if net > 0 else Link(middle, node, -net)]
