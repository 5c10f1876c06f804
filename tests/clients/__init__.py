"""Tests that run other people's GraphQL clients against a real server, set up as docs/clients.md says."""
