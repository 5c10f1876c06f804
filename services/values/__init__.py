"""The values that all services share: money, days, periods, pages, and the errors of the product."""
