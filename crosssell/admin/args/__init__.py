"""The args of plugins, asked for in forms that are made from their registration."""
