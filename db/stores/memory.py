"""A bounded memory of this process: values in groups; the least recently used group is dropped first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")

# So much of the memory may be one group's, so that a single ledger cannot push out all others.
SHARE_OF_A_GROUP = 8


class _Held(NamedTuple, Generic[Value]):
    value: Value
    size: int


class GroupedMemory(Generic[Value]):
    """Values by group and key, at most `most_bytes` by the sizes that callers give."""

    def __init__(self, most_bytes: int) -> None:
        self._most = most_bytes
        self._groups: OrderedDict[Hashable, dict[Hashable, _Held[Value]]] = OrderedDict()
        self._sizes: dict[Hashable, int] = {}
        self.bytes = 0

    def get(self, group: Hashable, key: Hashable) -> Value | None:
        """Return the value; None if it is not held."""
        held = self._groups.get(group)
        if held is None:
            return None
        self._groups.move_to_end(group)
        entry = held.get(key)
        return None if entry is None else entry.value

    def put(self, group: Hashable, key: Hashable, value: Value, size: int) -> None:
        """Hold a value of `size` bytes, unless it is larger than a group may be."""
        if size > self._most // SHARE_OF_A_GROUP:
            return
        held = self._groups.setdefault(group, {})
        more = size - (held[key].size if key in held else 0)
        if self._sizes.get(group, 0) + more > self._most // SHARE_OF_A_GROUP:
            self.drop(group)
            held, more = self._groups.setdefault(group, {}), size
        held[key] = _Held(value, size)
        self._sizes[group] = self._sizes.get(group, 0) + more
        self.bytes += more
        self._groups.move_to_end(group)
        while self.bytes > self._most:
            self.drop(next(iter(self._groups)))

    def drop(self, group: Hashable) -> None:
        """Drop a group."""
        self._groups.pop(group, None)
        self.bytes -= self._sizes.pop(group, 0)
