"""What can be minimised: one class a problem, found by itself."""
