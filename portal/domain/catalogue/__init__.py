"""What government hands over and buys; who is qualified to take it."""
