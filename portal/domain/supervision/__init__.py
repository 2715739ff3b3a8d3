"""Joint supervision: the offices that look after one organization see the same page, note, remind, and pass tasks on."""
