"""The GraphQL endpoint: read a request, authenticate the caller, execute the operation, write the answer."""
