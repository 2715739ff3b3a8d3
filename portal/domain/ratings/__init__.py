"""Rating 1A to 5A: rounds, applications, panels, publicity, the rating itself, and what may take it away."""
