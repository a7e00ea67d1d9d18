"""The shape of what is said of thresholds; the schema is made from it."""

from rest_framework import serializers

from crosssell.api.amount_field import amount
from crosssell.api.token_field import token
from crosssell.core.threshold_terms import GIVES
from crosssell.threshold_bar.sentences import STATES

BLOCKED_BY = ["", "bundles", "offers", "vouchers"]


class GiftSerializer(serializers.Serializer):
    """A product to choose as a gift."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class MarkSerializer(serializers.Serializer):
    """An amount from which on something is given, and how far the basket is from it."""

    label = serializers.CharField(help_text="What is given, in a shopper's words")
    at_least = amount("From which amount on")
    gap = amount("What is still to add; 0 exactly where it is reached")
    reached = serializers.BooleanField()
    shown = serializers.BooleanField(
        help_text="Whether the shop's own bar shows it: not what cannot be had, or is had for less"
    )
    note = serializers.CharField(
        allow_blank=True, help_text="What to do with what is reached, or why it is not given"
    )


class TierSerializer(MarkSerializer):
    """A tier of a threshold."""

    id = serializers.IntegerField()
    reward = serializers.ChoiceField(choices=list(GIVES), help_text="The kind of reward")
    share = serializers.CharField(help_text="Where it stands on the bar, in percent of its length")
    given = serializers.BooleanField(
        help_text="Whether this order gets it; a gift still has to be claimed"
    )
    blocked = serializers.ChoiceField(
        choices=BLOCKED_BY, help_text="What the basket has that it does not go with"
    )
    gifts = GiftSerializer(many=True, help_text="To choose from, where it gives a gift")
    claimed = serializers.CharField(allow_blank=True, help_text="Title of the gift in the basket")
    claim_url = serializers.CharField(
        allow_blank=True, help_text="Path to POST the chosen product to, once it is reached"
    )


class ThresholdSerializer(serializers.Serializer):
    """A threshold for this visitor, the lowest tier first."""

    id = serializers.IntegerField(
        allow_null=True, help_text="null for what the shop gives by other means"
    )
    token = token()
    currency = serializers.CharField(help_text="ISO 4217")
    counted = amount("What counts of the basket: after discounts, without shipping")
    text = serializers.CharField(allow_blank=True, help_text="What the bar says; plain text")
    state = serializers.ChoiceField(
        choices=[*STATES, ""], help_text="Empty where the bar would show nothing"
    )
    progress = serializers.IntegerField(help_text="Percent of the whole bar")
    tiers = TierSerializer(many=True)


class ThresholdsSerializer(serializers.Serializer):
    """Every threshold for this visitor, in the merchant's order."""

    currency = serializers.CharField(help_text="ISO 4217")
    thresholds = ThresholdSerializer(many=True)
    recognised = MarkSerializer(
        many=True, help_text="Free or cheaper shipping that the shop gives by other means"
    )
    assumption = serializers.CharField(
        allow_blank=True,
        help_text="Where to and how the order is taken to go, before an address is known",
    )
