"""Tests of Finny: what it understands and answers, alone and through a model."""
