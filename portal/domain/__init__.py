"""The policy, noun by noun; a later noun may use an earlier one, never the reverse."""

NOUNS = (
    "appointments", "organizations", "annual_reports", "ratings", "hubs", "sanctions", "catalogue", "intentions", "needs",
    "calls", "proposals", "review", "awards", "projects", "satisfaction", "evaluation", "funds", "incubators", "supervision",
    "imports", "retention",
)  # fmt: skip
