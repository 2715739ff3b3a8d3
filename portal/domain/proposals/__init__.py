"""Proposals: drafts, the sealed package, receipts."""
