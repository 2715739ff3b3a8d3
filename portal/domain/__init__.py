"""The policy, noun by noun; a later noun may use an earlier one, never the reverse."""

NOUNS = (
    "appointments", "organizations", "catalogue", "needs", "calls", "proposals", "review", "awards", "projects",
    "satisfaction", "evaluation", "funds", "incubators", "retention",
)  # fmt: skip
