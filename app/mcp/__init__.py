"""The MCP server: models of other programs read the ledger with an access token of its owner."""
