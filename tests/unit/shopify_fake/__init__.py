"""The adapter against the fake shop: real requests, the official schema, faults."""
