"""Matrix: encrypted rooms in, letters out. Each event is stored before it is handled, each letter before it is sent."""
