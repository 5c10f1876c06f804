"""The pages in a real browser, over a server of their own."""
