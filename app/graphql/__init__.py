"""The GraphQL endpoint: it reads a request, finds out who asks, executes, and writes the form that was asked for."""
