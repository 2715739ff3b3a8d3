"""Who holds an office, since when and until when; and who stands in meanwhile."""
