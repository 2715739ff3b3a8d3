"""Procurement intentions: what a purchaser means to buy, said in public before the call."""
