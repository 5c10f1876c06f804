"""Tests of the machinery of storage."""
