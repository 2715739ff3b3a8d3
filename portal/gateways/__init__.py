"""What lies outside: an interface, a local default, a real one."""
