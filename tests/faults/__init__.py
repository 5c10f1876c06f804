"""Faults made for real, with processes of the tests' own."""
