"""The matrix in admin: its pages, and files of it that are checked, imported and exported."""
