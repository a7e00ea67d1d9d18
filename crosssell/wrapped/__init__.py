"""Oscar's classes with ours on top, one file each; ``crosssell.loading`` says which.

Each file has a function ``wrapped(original)`` that subclasses what Oscar or the shop has there.
Oscar may ask for it before any model is loaded: our own modules are imported inside methods.
"""
