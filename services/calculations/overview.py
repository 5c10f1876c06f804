"""Income beside expenses: what a period left over."""

from dataclasses import dataclass

from services.calculations.flows import Flow


@dataclass(frozen=True, slots=True)
class Overview:
    """Income and expenses of a period, in minor units."""

    income: int
    expenses: int

    @property
    def net(self) -> int:
        """What was left over; negative when more was spent than came in."""
        return self.income - self.expenses

    @property
    def savings_rate(self) -> float | None:
        """The part of the income that was left over; None without income."""
        return self.net / self.income if self.income > 0 else None


def overview(flow: Flow) -> Overview:
    """The overview of one flow."""
    return Overview(flow.income, flow.expenses)
