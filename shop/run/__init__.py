"""`make run`: prepares the demo shop and runs all of its processes until Ctrl-C."""
