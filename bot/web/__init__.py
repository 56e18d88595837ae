"""What everything served over HTTP shares: server, security, templates."""
