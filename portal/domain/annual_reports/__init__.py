"""The yearly work report of a legal person: what it did, with whom, with what money; looked at, concluded, public in part."""
