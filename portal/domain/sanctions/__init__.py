"""Sanctions and credit of social organizations: the two lists and administrative penalties, imposed, repaired, appealed."""
