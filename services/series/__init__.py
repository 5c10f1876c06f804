"""Series: recurring payments, their drafts, their links to transactions, and their occurrences."""
