"""Income beside expenses."""

from dataclasses import dataclass

from services.calculations.flows import Flow


@dataclass(frozen=True, slots=True)
class Overview:
    """Income and expenses of a period, in minor units."""

    income: int
    expenses: int

    @property
    def net(self) -> int:
        """Return income less expenses."""
        return self.income - self.expenses

    @property
    def savings_rate(self) -> float | None:
        """Return the part of the income that was left over, None without income."""
        return self.net / self.income if self.income > 0 else None


def overview(flow: Flow) -> Overview:
    """Return the overview of a flow."""
    return Overview(flow.income, flow.expenses)
