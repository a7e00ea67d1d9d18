"""System checks: what a shop has set up in a way that would fail silently."""

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from celery import current_app
from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections, router
from django.template import Template, TemplateSyntaxError, engines
from django.template.backends.django import DjangoTemplates
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import NoReverseMatch, reverse

from crosssell import registry, slots
from crosssell.template_slots import chain, shown_by

SLOT_TAG = re.compile(r"""\{%\s*crosssell_slot\s+(["'])(?P<name>.*?)\1""")
CENT = Decimal("0.01")
REDIS_SCHEMES = ("redis", "rediss", "valkey", "valkeys")
TIMEOUTS = ("socket_timeout", "socket_connect_timeout")


@register()
def check_app_order(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """E001: after Oscar in INSTALLED_APPS, none of our templates is ever found."""
    labels = [config.label for config in apps.get_app_configs()]
    if "oscar" in labels and labels.index("oscar") < labels.index("crosssell"):
        return [
            Error(
                "crosssell comes after Oscar in INSTALLED_APPS, so no slot is shown.",
                hint='Move "crosssell" before "oscar.config.Shop".',
                id="crosssell.E001",
            )
        ]
    return []


# What stops working without the app.
APPS = {
    "django.contrib.admin": "no merchant can set anything up",
    "import_export": "the matrix cannot be imported or exported",
    "reversion": "no history is kept, so nothing can be restored",
    "django_htmx": "its script is not found; with a manifest of static files, pages fail",
    "rest_framework": "the API cannot be browsed",
    "drf_spectacular": "the API does not describe itself",
    "drf_spectacular_sidecar": "the description of the API is an empty page",
    "django_celery_beat": "no refresh is scheduled, so cron must run crosssell_refresh",
}


@register()
def check_apps(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """W006: an app that we build upon is not in INSTALLED_APPS, so its files are not found."""
    return [
        Warning(
            f"{name} is not in INSTALLED_APPS: {loss}.",
            hint=f'Add "{name}" to INSTALLED_APPS.',
            id="crosssell.W006",
        )
        for name, loss in APPS.items()
        if not apps.is_installed(name)
    ]


@register(Tags.urls)
def check_addresses(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """E003, W007: without our addresses every widget with a button fails and shows nothing."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    messages: list[CheckMessage] = []
    if not _has_address("crosssell:add_all"):
        messages.append(
            Error(
                "The addresses of crosssell are in no URLconf, so its widgets cannot be shown.",
                hint='Add path("crosssell/", include("crosssell.urls")) to ROOT_URLCONF.',
                id="crosssell.E003",
            )
        )
    if apps.is_installed("django.contrib.admin") and not _has_address("admin:index"):
        messages.append(
            Warning(
                "Django admin is in no URLconf, so no merchant can set anything up.",
                hint='Add path("admin/", admin.site.urls) to ROOT_URLCONF.',
                id="crosssell.W007",
            )
        )
    return messages


def _has_address(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True


def _engines() -> list[DjangoTemplates]:
    return [engine for engine in engines.all() if isinstance(engine, DjangoTemplates)]


@register(Tags.templates)
def check_slot_names(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """E002: a template names a slot that is in no table, so that place stays empty."""
    known = {slot.name for slot in slots.all_slots()}
    folders = {Path(folder) for engine in _engines() for folder in engine.dirs}
    folders.update(Path(folder) for folder in get_app_template_dirs("templates"))
    return [
        Error(
            f"{path} names the unknown slot {name!r}.",
            hint='Correct the name, or add the slot to CROSSSELL["SLOTS"].',
            id="crosssell.E002",
        )
        for folder in sorted(folders)
        for path in sorted(folder.rglob("*.*"))
        if path.suffix in (".html", ".txt")
        for name in _slots_named_in(path.read_text(errors="replace"))
        if name not in known
    ]


def _slots_named_in(source: str) -> list[str]:
    return [found["name"] for found in SLOT_TAG.finditer(source)]


@register(Tags.templates)
def check_shadowed_templates(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """W001: a template of the shop stands in for Oscar's and leaves out what ours adds to it."""
    hidden: dict[str, list[str]] = {}
    for name in sorted({slot.template for slot in slots.all_slots() if slot.template}):
        try:
            template = get_template(name).template
            shown = shown_by(template)
        except TemplateSyntaxError:
            # Its page says what is wrong with it.
            continue
        missing = [slot.name for slot in slots.all_slots() if slot.template == name]
        missing = [slot for slot in missing if slot not in shown]
        if missing:
            hidden.setdefault(_culprits(template), []).extend(missing)
    return [
        Warning(
            f"{origins} hides the slots {', '.join(names)}.",
            hint="Start it with {% extends %} of its own name and keep {{ block.super }} in the "
            'blocks that it changes, or put {% crosssell_slot "name" %} where the slots shall be.',
            id="crosssell.W001",
        )
        for origins, names in hidden.items()
    ]


def _culprits(template: Template) -> str:
    """Name the files that the template is made of, but for ours and Oscar's own."""
    known = [Path(apps.get_app_config(label).path) for label in ("crosssell", "oscar")]
    files = [member.origin.name for member in chain(template)]
    others = [name for name in files if not any(Path(name).is_relative_to(at) for at in known)]
    return ", ".join(others or files[:1])


@register()
def check_tax(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """W002, W003: offers that start from another price than the setting says, or round late."""
    from crosssell.oscar.tax import tax_facts

    try:
        facts = tax_facts()
    except Exception:
        # A strategy that prices only saved products cannot be asked; that is no fault of it.
        return []
    messages: list[CheckMessage] = []
    if not facts.offers_agree:
        messages.append(
            Warning(
                f"OSCAR_OFFERS_INCL_TAX is {settings.OSCAR_OFFERS_INCL_TAX}, but the prices of "
                f"the strategy {facts.strategy} say otherwise: a discount of 10 % comes out wrong.",
                hint=f"Set OSCAR_OFFERS_INCL_TAX to {not settings.OSCAR_OFFERS_INCL_TAX}.",
                id="crosssell.W002",
            )
        )
    if facts.smallest_unit is not None and facts.smallest_unit < CENT:
        messages.append(
            Warning(
                f"The strategy {facts.strategy} rounds tax to {facts.smallest_unit}, so totals "
                "hold parts of a cent that nobody can pay.",
                hint='Set its exponent to Decimal("0.01").',
                id="crosssell.W003",
            )
        )
    return messages


@register()
def check_class_loader(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """W008: Oscar does not ask our loader: no bundles, no holds, no rewards of thresholds."""
    from crosssell.oscar.class_loader import not_ours

    missing = not_ours()
    if not missing:
        return []
    return [
        Warning(
            f"OSCAR_DYNAMIC_CLASS_LOADER is {settings.OSCAR_DYNAMIC_CLASS_LOADER!r}, so bundles "
            f"and thresholds do not work; Oscar has no class of ours for {', '.join(missing)}.",
            hint='Set OSCAR_DYNAMIC_CLASS_LOADER = "crosssell.loading.load"; a loader of your own '
            'goes into CROSSSELL["CLASS_LOADER"]. Views must get their Repository by get_class.',
            id="crosssell.W008",
        )
    ]


@register(Tags.database)
def check_unknown_codes(
    app_configs: Any = None, databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """W004: rows that name a plugin or a slot that is no longer there."""
    known_slots = {slot.name for slot in slots.all_slots()}
    pointers = (
        ("Placement", "slot", known_slots),
        ("Placement", "widget", _codes("widgets")),
        ("Rule", "strategy", _codes("strategies")),
        ("RuleCondition", "code", _codes("conditions")),
        ("RuleFallback", "code", _codes("strategies")),
        ("RuleFilter", "code", _codes("filters")),
        ("RuleBoost", "code", _codes("boosts")),
        ("Bundle", "reward", _codes("rewards")),
        ("Tier", "reward", _codes("tier_rewards")),
    )
    messages: list[CheckMessage] = []
    for model_name, field, known in pointers:
        model = apps.get_model("crosssell", model_name)
        alias = router.db_for_read(model)
        # Before the first migration there is nothing to point anywhere.
        if alias not in (databases or ()) or not _has_table(alias, model._meta.db_table):
            continue
        rows = model._default_manager.using(alias).order_by()
        messages += [
            Warning(
                f"{model._meta.verbose_name} rows name the unknown {field} {code!r}; "
                "they have no effect.",
                hint="Mend or delete the rows, or add the package that brings it to "
                'CROSSSELL["PLUGINS"].',
                id="crosssell.W004",
            )
            for code in sorted(set(rows.values_list(field, flat=True)) - known)
        ]
    return messages


def _codes(kind: str) -> set[str]:
    return {plugin.code for plugin in registry.all_of(kind)}


def _has_table(alias: str, table: str) -> bool:
    return table in connections[alias].introspection.table_names()


@register()
def check_timeouts(app_configs: Any = None, **_: Any) -> list[CheckMessage]:
    """W005: a Redis that accepts and never answers would hang every page that asks it."""
    messages: list[CheckMessage] = []
    for alias, cache in settings.CACHES.items():
        if "redis" in cache.get("BACKEND", "").lower():
            where = f"CACHES[{alias!r}]['OPTIONS']"
            messages += _without_timeouts(where, _cache_options(cache))
    broker = str(current_app.conf.broker_url or "")
    if urlsplit(broker).scheme in REDIS_SCHEMES:
        options = current_app.conf.broker_transport_options or {}
        messages += _without_timeouts("CELERY_BROKER_TRANSPORT_OPTIONS", options)
    return messages


def _cache_options(cache: dict[str, Any]) -> dict[str, Any]:
    """Return the options of Django's cache, or of django-redis, which spells them in capitals."""
    options = {key.lower(): value for key, value in cache.get("OPTIONS", {}).items()}
    return {**options, **options.get("connection_pool_kwargs", {})}


def _without_timeouts(where: str, options: dict[str, Any]) -> list[CheckMessage]:
    missing = [name for name in TIMEOUTS if not options.get(name)]
    if not missing:
        return []
    return [
        Warning(
            f"{where} has no {' and no '.join(missing)}: a silent Redis hangs the shop.",
            hint="Set both to a second or less.",
            id="crosssell.W005",
        )
    ]
