"""Incubators, rooms, tenancies, assessments."""
