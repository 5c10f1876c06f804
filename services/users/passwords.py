"""Passwords: hashed with Argon2id in threads, at most two at once because each takes 64 MiB of memory."""

import asyncio
import os
import secrets
import sys
import threading
import unicodedata
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import ARGON2_VERSION

from services.values.errors import invalid

SHORTEST, LONGEST = 10, 200
AT_ONCE = 2
NICENESS = 5
# A caller that waits longer for a turn is told to try again.
SECONDS_TO_WAIT = 10


class Passwords:
    """Hashes and verifies passwords. For an unknown user it compares with a hash that no password has."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._threads = ThreadPoolExecutor(AT_ONCE, "passwords", _give_way)
        self._nobody = _made_up_hash(self._hasher)

    async def hash(self, password: str) -> str:
        """Return the hash to store, with its salt and parameters."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._hasher.hash, _encoded(password))

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Return True if this is the password. It takes as long without a hash, for an unknown user."""
        compared = self._nobody if password_hash is None or len(password) > LONGEST else password_hash
        run = asyncio.get_running_loop().run_in_executor
        matched = await run(self._threads, self._verify, compared, _encoded(password[:LONGEST]))
        return matched and compared is not self._nobody

    async def renewed(self, password_hash: str, password: str) -> str:
        """Return the hash, or a new one if its parameters are not today's."""
        return await self.hash(password) if self._hasher.check_needs_rehash(password_hash) else password_hash

    def _verify(self, password_hash: str, password: bytes) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except VerifyMismatchError:
            return False


def _give_way() -> None:
    """Lower the priority of this thread where threads have their own, as on Linux."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _made_up_hash(hasher: PasswordHasher) -> str:
    """Return random bytes in place of a hash: nobody computes it, and comparing takes as long."""
    salt, digest = (
        b64encode(secrets.token_bytes(length)).decode().rstrip("=") for length in (hasher.salt_len, hasher.hash_len)
    )
    work = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v={ARGON2_VERSION}${work}${salt}${digest}"


def check_password(password: str, username: str, *field: str) -> None:
    """Refuse a password that is too short or too long, cannot be typed again, or is the username."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise invalid(
            f"The password has {len(password)} characters; use {SHORTEST} to {LONGEST}, such as a few random words.",
            *field,
        )
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in password):
        raise invalid("The password contains control characters; leave them out.", *field)
    if password.casefold() == username:
        raise invalid("The password is the username; choose another.", *field)


def _encoded(password: str) -> bytes:
    # Keyboards differ in how they compose accents. A lone surrogate is possible in JSON but in no stored password.
    return unicodedata.normalize("NFC", password).encode("utf-8", "surrogatepass")
