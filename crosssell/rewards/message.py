"""Nothing but words: the bar says what the merchant wrote."""

from crosssell.core.threshold_terms import MESSAGE
from crosssell.registry import NoArgs, _, tier_reward


@tier_reward("message", label=_("Only a message"), words=_("a surprise"), gives=MESSAGE)
def message(args: NoArgs) -> None:
    """Nothing is given."""
