"""A writer that is killed between the commit and the bell: `python -m tests.faults.writer DATABASE LEDGER`."""

import asyncio
import os
import signal
import sys
from decimal import Decimal
from uuid import UUID

from db.stores.channels import Channel
from db.stores.engine import Database
from services.transaction_drafts import TransactionDraft
from services.values.clock import utc_now
from services.wiring import build_services


class Silent(Channel):
    """A channel whose process dies as soon as it is to be rung."""

    def publish(self, message: str) -> None:  # noqa: ARG002
        """Die, with `kill -9`."""
        os.kill(os.getpid(), signal.SIGKILL)


async def write(url: str, ledger_id: UUID) -> None:
    """Record an expense of today; never returns."""
    services = build_services(Database(url), channel=Silent("memory://"))
    await services.transactions.record(ledger_id, TransactionDraft(utc_now().date(), Decimal(-7), "Alice"))


if __name__ == "__main__":
    asyncio.run(write(sys.argv[1], UUID(sys.argv[2])))
