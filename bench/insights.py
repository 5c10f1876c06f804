"""Insights: those of a million transactions over those of a thousand, and over the whole dashboard."""

from collections.abc import AsyncIterator

from bench.dashboard import LARGE, QUERY, SMALL, execution, filled, repeated
from bench.databases import Backend, analyse, temporary_database
from bench.figures import Figure, compare
from bench.ledger import fill, open_ledger

LARGE_OVER_SMALL, OVER_DASHBOARD = 1.5, 2.5
INSIGHTS = "{ dashboard { insights { text severity evidence { label amount { amount } category { name } } } } }"


async def measure(backend: Backend) -> AsyncIterator[Figure]:
    """Both ratios, with no cache."""
    async with temporary_database(backend) as small, temporary_database(backend) as large:
        few = repeated(await filled(small, SMALL, INSIGHTS))
        ledger = await open_ledger(large)
        await fill(large, ledger, LARGE)
        await analyse(large)
        many, whole = (repeated(execution(large, ledger, query)) for query in (INSIGHTS, QUERY))
        yield await compare(f"insights_1m_over_1k_{backend}", LARGE_OVER_SMALL, many, few)
        yield await compare(f"insights_over_dashboard_{backend}", OVER_DASHBOARD, many, whole)
