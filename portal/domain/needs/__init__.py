"""What residents need, and the guideline items that calls answer."""
