"""One file a view of a model that learns from data; imported once the window is drawn."""
