"""Tests of Finny, alone and with a model."""
