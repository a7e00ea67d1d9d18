"""Products that bring a visitor's basket to the next tier of a threshold, priced as checkout."""

from crosssell.registry import _

# How far above the tier the basket may come, in percent of the tier's amount.
OVERSHOOT = 30
OVERSHOOT_HELP = _("For a tier from $50 and 30 %, the basket comes to $65 at most.")
