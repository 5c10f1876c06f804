"""The public API: GraphQL types, inputs and payloads, without behaviour of their own."""
