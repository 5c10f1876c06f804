"""Tests of what browsers are given."""
