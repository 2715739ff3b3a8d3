"""Reference data, and one small city told through the same operations that people go through."""
