"""The time of one user's requests while another user attacks, divided by their time in calm."""

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.databases import Backend, temporary_url
from bench.figures import Check, Figure
from tests.faults.attacks import ATTACKS, Size, attacked
from tests.faults.bystanders import MOST_TIMES, beside
from tests.faults.processes import AppProcess, started

MEDIUM = Size(100_000, 200, 500_000)
MOST_SECONDS = 1


async def measure(backend: Backend) -> AsyncIterator[Figure | Check]:
    """The worst ratio under each attack, and the longest of all requests."""
    async with temporary_url(backend) as url:
        with TemporaryDirectory(prefix="aqua-thistle-bench-") as folder:
            app = AppProcess(Path(folder), url)
            app.command("migrate")
            with started(app):
                async with attacked(app, url, MEDIUM) as (attacker, bystander):
                    for name, attack in ATTACKS.items():
                        compared = await beside(bystander, attack(attacker, MEDIUM))
                        worst = max(compared, key=lambda row: row.times)
                        figure = f"beside_{name.replace(' ', '_')}_{backend}"
                        yield Figure(figure, worst.times, MOST_TIMES, str(worst))
                        longest = max(row.longest for row in compared)
                        yield Check(f"{figure}, the longest request", longest, MOST_SECONDS, "s")
