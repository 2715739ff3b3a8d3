"""The mechanisms, each once: plain SQLAlchemy, no flask, no knowledge of any noun."""
