"""Tests of users: who may come in, for how long, and what they may change."""
