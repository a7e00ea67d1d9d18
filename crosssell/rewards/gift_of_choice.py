"""A gift: one of several products, which the shopper puts in the basket with a click."""

from crosssell.core.threshold_terms import GIFT
from crosssell.registry import NoArgs, _, tier_reward


@tier_reward("gift_of_choice", label=_("Gift"), words=_("a gift"), gives=GIFT)
def gift_of_choice(args: NoArgs) -> None:
    """The tier's rows say which products; the claimed one costs nothing."""
