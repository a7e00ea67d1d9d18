"""The one CROSSSELL setting, read once into a frozen dataclass."""

import re
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed


@dataclass(frozen=True)
class Settings:
    """Every key of ``CROSSSELL`` with its default.

    Times are in the unit that the name ends with. ``order_statuses`` is a white list of Oscar
    order statuses that count as a sale; None counts all but those named in
    ``refused_statuses``. ``min_common_orders`` None picks the floor by the size of the shop.
    A shopper is told how often a pair was bought together from ``counts_from_together`` common
    orders up, and in per cent from ``percent_from_orders`` orders of the product up.
    ``cost_hook`` is the dotted path of a function that gets product ids and returns what each
    costs the shop: ``{id: Decimal}``, in the currency of its price, without tax. ``buffer_url`` is
    the Redis that takes what visitors do until it is counted; None takes Celery's broker where
    that is one, "" takes none. A bundle's room is held for a basket that is being paid for
    ``hold_minutes``. ``class_loader`` is the dotted path of the loader that finds Oscar's classes
    before ``crosssell.loading`` wraps them, for a shop that has one of its own.
    ``default_country`` (ISO code) is where an order is taken to go to before an address is known;
    "" takes the first country that the shop ships to. ``consent_hook`` is the dotted path of a
    function that gets a request and returns whether its visitor agrees to be counted; without it
    everybody does who sends neither ``Sec-GPC: 1`` nor ``DNT: 1``. A recommended product that was
    put in the basket earns the credit of orders within ``attribution_days``. Raw events are kept
    ``keep_event_days``, who put what in the basket ``keep_touch_days``, daily counts and what
    orders brought ``keep_count_days``.
    """

    plugins: tuple[str, ...] = ()
    slots: tuple[dict[str, Any], ...] = ()
    order_statuses: tuple[str, ...] | None = None
    refused_statuses: tuple[str, ...] = (
        "Cancelled",
        "Canceled",
        "Returned",
        "Refunded",
        "Declined",
    )
    min_common_orders: int | None = None
    min_buyers: int = 2
    min_buyers_from_orders: int = 5_000
    max_order_lines: int = 200
    top_n: int = 50
    keep_runs: int = 2
    half_life_days: int = 180
    refresh_every_hours: int = 24
    stale_after_hours: int = 72
    candidate_cache_seconds: int = 60
    placement_stale_seconds: float = 2.0
    percent_from_orders: int = 20
    counts_from_together: int = 3
    api_throttle: str = "120/min"
    cost_hook: str = ""
    class_loader: str = "oscar.core.loading.default_class_loader"
    buffer_url: str | None = None
    keep_view_days: int = 400
    hold_minutes: int = 30
    default_country: str = ""
    consent_hook: str = ""
    attribution_days: int = 7
    keep_event_days: int = 2
    keep_touch_days: int = 90
    keep_count_days: int = 760

    def __post_init__(self) -> None:
        """Refuse values that would fail later, far from their cause."""
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or value < least):
                raise ImproperlyConfigured(
                    f"CROSSSELL[{name.upper()!r}] is {value!r}; it must be at least {least}."
                )
        if self.keep_touch_days < self.attribution_days:
            raise ImproperlyConfigured(
                f"CROSSSELL['KEEP_TOUCH_DAYS'] is {self.keep_touch_days!r}; it must be at least "
                f"CROSSSELL['ATTRIBUTION_DAYS'], which is {self.attribution_days!r}."
            )
        if not _RATE.fullmatch(str(self.api_throttle)):
            raise ImproperlyConfigured(
                f"CROSSSELL['API_THROTTLE'] is {self.api_throttle!r}; write a number and s, min, "
                'hour or day, for example "120/min".'
            )
        if self.buffer_url and urlsplit(self.buffer_url).scheme not in STREAM_SCHEMES:
            raise ImproperlyConfigured(
                f"CROSSSELL['BUFFER_URL'] is {self.buffer_url!r}; write the address of a Redis, "
                'for example "redis://127.0.0.1:6379/1", or "" for none.'
            )


STREAM_SCHEMES = ("redis", "rediss", "unix")
_RATE = re.compile(r"[1-9][0-9]{0,8}/(s|sec|m|min|h|hour|d|day)")

_LEAST: dict[str, float] = {
    "min_common_orders": 1,
    "min_buyers": 1,
    "min_buyers_from_orders": 0,
    "max_order_lines": 2,
    "top_n": 1,
    "keep_runs": 0,
    "half_life_days": 1,
    "refresh_every_hours": 1,
    "stale_after_hours": 1,
    "candidate_cache_seconds": 0,
    "placement_stale_seconds": 0,
    "percent_from_orders": 1,
    "counts_from_together": 1,
    "keep_view_days": 1,
    "hold_minutes": 1,
    "attribution_days": 1,
    # A token is good for a day; what came back must be known for longer.
    "keep_event_days": 2,
    "keep_touch_days": 1,
    "keep_count_days": 1,
}


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the validated settings; keys are upper case in ``CROSSSELL``.

    Raises ImproperlyConfigured for an unknown key or a value that cannot work.
    """
    given = getattr(django_settings, "CROSSSELL", {})
    known = {field.name.upper() for field in fields(Settings)}
    unknown = sorted(set(given) - known)
    if unknown:
        raise ImproperlyConfigured(
            f"CROSSSELL has the unknown key {unknown[0]!r}. Known keys: {', '.join(sorted(known))}."
        )
    try:
        return Settings(**{key.lower(): _plain(value) for key, value in given.items()})
    except TypeError as error:
        raise ImproperlyConfigured(
            f"CROSSSELL holds a value of the wrong type: {error}."
        ) from error


def _forget(*, setting: str, **_: Any) -> None:
    if setting == "CROSSSELL":
        settings.cache_clear()


setting_changed.connect(_forget)
