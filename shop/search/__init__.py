"""Oscar's search with facets that Whoosh can count."""
