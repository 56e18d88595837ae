"""Reads what people have, and proposes knowledge made of it; one module for each format.

To add a format, write a module with `read(path) -> Material` and name it in `reading.py`.
"""
