"""The readiness interview: from a person's answers to what is settled, what is missing and what comes next; pure."""
