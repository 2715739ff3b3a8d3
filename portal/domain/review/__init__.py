"""Opening, eligibility, experts, draws, panels, blind review, results."""
