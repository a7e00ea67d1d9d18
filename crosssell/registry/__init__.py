"""What can be plugged in: one decorator a kind, one table of all kinds.

A plugin is a code, a label, a dataclass of args and a function. Forms, validation, the API's
JSON schema and the contract tests are made from the registration.
"""

from crosssell.registry.decorators import (
    boost,
    condition,
    filter,
    reward,
    strategy,
    tier_reward,
    widget,
)
from crosssell.registry.plugin import FACTS, KEYS, KINDS, Context, Key, NoArgs, Plugin, _
from crosssell.registry.table import DuplicatePlugin, UnknownPlugin, all_of, get

__all__ = [
    "FACTS",
    "KEYS",
    "KINDS",
    "Context",
    "DuplicatePlugin",
    "Key",
    "NoArgs",
    "Plugin",
    "UnknownPlugin",
    "_",
    "all_of",
    "boost",
    "condition",
    "filter",
    "get",
    "reward",
    "strategy",
    "tier_reward",
    "widget",
]
