"""The weekly summary by mail: the last full week beside the one before, for who asked for it."""

from crosssell.analytics.weekly.readers import subscribe, subscribed, unsubscribe
from crosssell.analytics.weekly.sending import Told, send
from crosssell.analytics.weekly.summary import Section, Summary, last_week, summary_of

__all__ = [
    "Section",
    "Summary",
    "Told",
    "last_week",
    "send",
    "subscribe",
    "subscribed",
    "summary_of",
    "unsubscribe",
]
