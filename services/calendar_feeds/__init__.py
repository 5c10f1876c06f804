"""Calendar feeds: the bills of a ledger for other calendars, under a secret address.

Services of calendars fetch them, so a feed says neither payees nor amounts unless its owner asks for them.
"""

from services.calendar_feeds.service import CalendarFeedService, NewFeed

__all__ = ["CalendarFeedService", "NewFeed"]
