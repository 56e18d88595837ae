"""The chat in a browser: pages and forms around the same conversation."""
