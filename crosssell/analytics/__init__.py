"""What was shown, what came of it, and what it brought."""
