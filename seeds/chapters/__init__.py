"""The city's year, noun by noun. Each chapter has ``tell(city)`` and uses operations only."""
