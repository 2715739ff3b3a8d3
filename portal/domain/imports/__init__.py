"""Bringing in what was kept elsewhere: a table is read, judged line by line, released by a second officer, written in pieces."""
