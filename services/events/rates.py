"""The events of rates."""

from datetime import date

from services.events import Event


class PriceRecorded(Event, frozen=True):
    """The owner gave the price of a currency on a day."""

    currency: str
    day: date


class PriceDeleted(Event, frozen=True):
    """A price of a currency that the owner had given was deleted."""

    currency: str
    day: date


class RatesImported(Event, frozen=True):
    """The operator imported newer reference rates, by which accounts in other currencies are valued again."""
