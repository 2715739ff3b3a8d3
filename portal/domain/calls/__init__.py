"""Calls: lots, rubric, eligibility, timetable, questions."""
