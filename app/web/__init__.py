"""Browsers: pages, their files, the checks before each request, and the response cache."""
