"""Keeps everything in one SQLite file: `store` puts it together, one module for each port; nobody else knows SQLite."""
