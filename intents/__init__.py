"""What a person means: from German as typed on a phone to what the knowledge has (or has not) to say."""
