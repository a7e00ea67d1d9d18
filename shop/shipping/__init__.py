"""Oscar's shipping app with two paid delivery methods."""
