"""Tests of the public shape."""
