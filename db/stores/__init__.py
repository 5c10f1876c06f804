"""The infrastructure of storage: databases, the cache and the channel between processes."""
