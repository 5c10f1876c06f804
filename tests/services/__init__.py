"""Tests of the rules, with real ledgers on every database."""
