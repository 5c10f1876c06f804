"""The public shape: GraphQL types, inputs and payloads, without behaviour of their own."""
