"""The interface of a connection that hears one channel of a server, and its time limits."""

from typing import Protocol

GAP = ""
"""Received in the place of messages that may have been missed."""

SILENCE_SECONDS = 10.0
ANSWER_SECONDS = 2.0


class Listener(Protocol):
    """One connection to a server. Any method may raise, and then the connection is useless."""

    async def listen(self, channel: str) -> None:
        """Connect and subscribe; return once the server has confirmed it."""

    async def receive(self) -> str:
        """Return the next message, or GAP; ask a server that is silent for long whether it is there."""

    async def send(self, channel: str, message: str) -> None:
        """Send a message to all listeners of the channel."""

    async def close(self) -> None:
        """Close without waiting for the server."""
