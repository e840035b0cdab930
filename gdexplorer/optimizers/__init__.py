"""How a point is moved: one class an update rule, found by itself."""
