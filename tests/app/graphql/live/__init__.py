"""Tests of what stays open: WebSockets and streams, against a real server."""
