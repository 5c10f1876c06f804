"""What a connection that hears one channel of a server offers, and how long it waits for the server."""

from typing import Protocol

GAP = ""
"""Received in the place of messages that may have been missed."""

SILENCE_SECONDS = 10.0
ANSWER_SECONDS = 2.0


class Listener(Protocol):
    """One connection to a server. Every method may raise, and then the connection is of no more use."""

    async def listen(self, channel: str) -> None:
        """Connect and subscribe; the server has confirmed it when this returns."""

    async def receive(self) -> str:
        """The next message, or GAP; a server that is silent for long is asked whether it is still there."""

    async def send(self, channel: str, message: str) -> None:
        """Tell everybody who listens to the channel."""

    async def close(self) -> None:
        """Leave without waiting for the server."""
