"""The demo shop: real baskets read, cleaned and written as a catalogue, customers and orders."""
