"""Who changed what when: versions of a merchant's rows, and their pages."""
