"""Oscar's checkout with a payment step that takes no money."""
