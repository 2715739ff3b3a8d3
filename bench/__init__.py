"""What the README's figures come from: ``make bench``. Never a test: machines are noisy, ratios of one run hold."""
