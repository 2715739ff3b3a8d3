"""Mid-term and final evaluation, rectification, final grade."""
