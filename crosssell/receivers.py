"""Oscar's signals in; nothing raises out."""
