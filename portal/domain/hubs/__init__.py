"""Hub organizations and federations: recognised by the bureau, joined freely, without power over anybody."""
