"""The demo: an invented household in a ledger of its own."""
