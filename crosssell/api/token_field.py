"""The token of what is shown, as it stands in answers."""

from rest_framework import serializers


def token() -> serializers.CharField:
    """A field for the token of one thing that a placement shows."""
    return serializers.CharField(
        allow_blank=True,
        help_text=(
            "What to send to events/ when it is seen, clicked or bought; empty where no placement "
            "shows it, or where the visit is not counted"
        ),
    )
