"""Choosing rows by typing their names: the fields, what answers them, where it looks."""
