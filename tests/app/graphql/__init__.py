"""Tests of the GraphQL endpoint."""
