"""What a bar says of thresholds, in the widget and in JSON alike, as checkout has it."""

from crosssell.threshold_bar.bar import Bar, bar_of
from crosssell.threshold_bar.marks import Gift, Mark
from crosssell.threshold_bar.shown import Bars, bars

__all__ = ["Bar", "Bars", "Gift", "Mark", "bar_of", "bars"]
