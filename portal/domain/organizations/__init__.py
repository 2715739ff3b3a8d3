"""Social organizations: registration, filing, the register."""
