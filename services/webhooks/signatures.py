"""Signatures of messages as Standard Webhooks asks: HMAC-SHA256 over id, time and body."""

import base64
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """Return a new secret. It is stored as it is, because signing needs it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(message_id: UUID, at: datetime, body: bytes, signing: Iterable[str]) -> dict[str, str]:
    """Return the headers of a message, with a signature by each secret."""
    name, seconds = f"msg_{message_id.hex}", str(int(at.timestamp()))
    signatures = (_signature(secret, b".".join((name.encode(), seconds.encode(), body))) for secret in signing)
    return {"webhook-id": name, "webhook-timestamp": seconds, "webhook-signature": " ".join(signatures)}


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    return f"v1,{base64.b64encode(hmac.digest(key, content, 'sha256')).decode()}"
