"""Tranches, payments, the balanced ledger."""
