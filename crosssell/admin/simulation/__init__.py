"""Past orders replayed through a bundle: the page, and its result in words."""
