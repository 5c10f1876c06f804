"""Tests of the resolvers, over HTTP and on both databases."""
