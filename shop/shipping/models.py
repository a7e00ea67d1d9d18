"""Oscar's own shipping models: a forked Oscar app has to register them under its name."""

from oscar.apps.shipping.models import *  # noqa: F403  Oscar's way to keep a forked app's models
