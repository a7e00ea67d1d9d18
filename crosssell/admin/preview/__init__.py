"""The preview of a slot: what is asked, what is shown, and why."""
