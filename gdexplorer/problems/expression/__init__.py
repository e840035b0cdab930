"""Functions that a person types: read, differentiated, drawn and computed like the written ones.

`syntax` reads text into a tree and never runs any of it; `tape` turns the tree into operations
that share what they have in common, and differentiates them; `source` makes numpy functions of
those; `definition` makes problems; `latex` and `symbolic` write the formula and its gradient.
"""
