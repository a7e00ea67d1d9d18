"""The shape of what a headless shop tells of things that were seen, clicked or bought."""

from rest_framework import serializers

from crosssell.analytics.tracking import CLICK, TOUCH, VIEWABLE
from crosssell.analytics.tracking.carried import MOST_TOKENS
from crosssell.tokens import MOST

MOST_PIECES = 9_999


class EventsSerializer(serializers.Serializer):
    """Things that came into view, were clicked, or are in the caller's basket now."""

    kind = serializers.ChoiceField(
        choices=[VIEWABLE, CLICK, TOUCH],
        help_text="viewable: half of it in view for one second; touch: put in the basket",
    )
    tokens = serializers.ListField(
        child=serializers.CharField(max_length=MOST),
        min_length=1,
        max_length=MOST_TOKENS,
        help_text="Tokens of answers of this API, not older than a day",
    )
    product = serializers.IntegerField(
        min_value=1, required=False, help_text="Of a touch: what went into the caller's basket"
    )
    quantity = serializers.IntegerField(
        min_value=1, max_value=MOST_PIECES, default=1, help_text="Of a touch: how many pieces"
    )


class NotedSerializer(serializers.Serializer):
    """How many of them are counted."""

    noted = serializers.IntegerField(
        help_text="0 for tokens that are not the shop's own, and where the visit is not counted"
    )
