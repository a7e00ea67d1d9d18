"""Every system check fires on the fault that it is for, and is silent on a sound shop."""

import copy
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.test import override_settings
from oscar.apps.partner import prices, strategy

from crosssell import checks, slots
from crosssell.models import Placement, Rule, RuleCondition, RuleFilter

SLOT = "product.below_description"


def ids(messages: list[CheckMessage]) -> list[str]:
    return [message.id for message in messages]


@pytest.fixture
def theme(tmp_path: Path, settings) -> Path:
    """A folder of templates that comes before all others, as a merchant's theme does."""
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [tmp_path]
    settings.TEMPLATES = templates
    return tmp_path


def write(theme: Path, source: str, name: str = "oscar/catalogue/detail.html") -> None:
    path = theme / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source)


def test_the_shop_itself_is_sound() -> None:
    assert [found for found in run_checks() if str(found.id).startswith("crosssell")] == []


def test_an_app_after_oscar_is_an_error() -> None:
    late = [name for name in settings.INSTALLED_APPS if name != "crosssell"] + ["crosssell"]
    with override_settings(INSTALLED_APPS=late):
        assert ids(checks.check_app_order()) == ["crosssell.E001"]
    assert checks.check_app_order() == []


def test_an_unknown_slot_in_a_template_is_an_error(theme: Path) -> None:
    write(
        theme, "{% load crosssell_tags %}{% crosssell_slot 'product.nowhere' %}", "pages/about.html"
    )
    (found,) = checks.check_slot_names()
    assert found.id == "crosssell.E002"
    assert "'product.nowhere'" in found.msg
    assert "about.html" in found.msg


@override_settings(CROSSSELL={"SLOTS": [{"name": "shop.about", "label": "x", "page": "about"}]})
def test_a_slot_of_the_shop_is_known(theme: Path) -> None:
    write(theme, '{% crosssell_slot "shop.about" %}', "pages/about.txt")
    assert checks.check_slot_names() == []


def test_a_file_that_is_no_template_is_not_read(theme: Path) -> None:
    write(theme, '{% crosssell_slot "product.nowhere" %}', "notes.md")
    assert checks.check_slot_names() == []


EXTENDS = '{% extends "oscar/catalogue/detail.html" %}'


def hidden(theme: Path, source: str, name: str = "oscar/catalogue/detail.html") -> bool:
    write(theme, source, name)
    found = [message for message in checks.check_shadowed_templates() if SLOT in message.msg]
    assert all(message.id == "crosssell.W001" for message in found)
    assert all(str(theme) in message.msg for message in found)
    return bool(found)


@pytest.fixture
def block() -> str:
    return next(slot.block for slot in slots.all_slots() if slot.name == SLOT)


def test_a_full_copy_of_a_template_hides_its_slots(theme: Path) -> None:
    assert hidden(theme, '{% extends "oscar/layout.html" %}')


def test_a_template_of_one_s_own_hides_its_slots(theme: Path) -> None:
    assert hidden(theme, "<h1>{{ product.title }}</h1>")


def test_a_copy_of_the_layout_hides_the_slots_of_the_pages_in_it(theme: Path) -> None:
    assert hidden(theme, "{% block mine %}{% endblock %}", "oscar/base.html")


def test_a_block_without_super_hides_its_slots(theme: Path, block: str) -> None:
    assert hidden(theme, f"{EXTENDS}{{% block {block} %}}<p>mine</p>{{% endblock %}}")


def test_an_extension_with_super_hides_nothing(theme: Path, block: str) -> None:
    kept = f"{{% block {block} %}}<p>mine</p>{{{{ block.super }}}}{{% endblock %}}"
    assert not hidden(theme, EXTENDS + kept)


def test_an_extension_without_blocks_hides_nothing(theme: Path) -> None:
    assert not hidden(theme, EXTENDS)


def test_a_copy_with_the_tag_hides_nothing(theme: Path) -> None:
    assert not hidden(theme, f'{{% load crosssell_tags %}}{{% crosssell_slot "{SLOT}" %}}')


def test_a_broken_template_is_left_to_its_page(theme: Path) -> None:
    assert not hidden(theme, "{% if %}")


def test_a_block_that_oscar_no_longer_has_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    lost = slots.Slot(**{**vars(slots.find(SLOT)), "name": "product.lost"})
    monkeypatch.setattr(slots, "all_slots", lambda: iter([lost]))
    (found,) = checks.check_shadowed_templates()
    assert found.msg.endswith("hides the slots product.lost.")


class Taxed(strategy.UK):
    exponent = Decimal("0.01")


class Deferred(strategy.US):
    pass


class Unaskable(strategy.Default):
    def pricing_policy(self, product, stockrecord):
        raise ValueError("This price needs a saved product.")


class NetOffers(Taxed):
    def pricing_policy(self, product, stockrecord):
        return prices.FixedPrice("USD", stockrecord.price, tax=Decimal(20))


@pytest.fixture
def sell_with(monkeypatch: pytest.MonkeyPatch):
    def use(kind: type) -> None:
        monkeypatch.setattr(strategy.Selector, "strategy", lambda *args, **more: kind())

    return use


@pytest.mark.parametrize(
    ("kind", "with_tax", "expected"),
    [
        (strategy.Default, False, []),
        (strategy.Default, True, []),
        (Taxed, True, []),
        (Taxed, False, ["crosssell.W002"]),
        (Deferred, False, []),
        (Deferred, True, ["crosssell.W002"]),
        (NetOffers, False, []),
        (Unaskable, False, []),
        (strategy.UK, True, ["crosssell.W003"]),
        (strategy.UK, False, ["crosssell.W002", "crosssell.W003"]),
    ],
)
def test_tax_settings(sell_with, kind: type, with_tax: bool, expected: list[str]) -> None:
    sell_with(kind)
    with override_settings(OSCAR_OFFERS_INCL_TAX=with_tax):
        assert ids(checks.check_tax()) == expected


@pytest.mark.django_db
def test_rows_that_point_at_nothing_are_named() -> None:
    Placement.objects.create(slot="nowhere", widget="hologram")
    rule = Rule.objects.create(name="x", strategy="oracle")
    RuleCondition.objects.create(rule=rule, code="full_moon")
    RuleFilter.objects.create(rule=rule, code="ugly")
    found = checks.check_unknown_codes(databases=["default"])
    assert ids(found) == ["crosssell.W004"] * 5
    for message, code in zip(
        found, ("nowhere", "hologram", "oracle", "full_moon", "ugly"), strict=True
    ):
        assert repr(code) in message.msg
    assert checks.check_unknown_codes(databases=[]) == []


@pytest.mark.django_db
def test_known_codes_and_missing_tables_are_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    Placement.objects.create(slot="nowhere")
    monkeypatch.setattr(checks, "_has_table", lambda alias, table: False)
    assert checks.check_unknown_codes(databases=["default"]) == []


REDIS_CACHE = {
    "BACKEND": "django.core.cache.backends.redis.RedisCache",
    "LOCATION": "redis://127.0.0.1:9/0",
}
DJANGO_REDIS = {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://127.0.0.1:9/0"}
BOTH = {"socket_timeout": 0.3, "socket_connect_timeout": 0.3}


@pytest.mark.parametrize(
    ("cache", "missing"),
    [
        (REDIS_CACHE, "no socket_timeout and no socket_connect_timeout"),
        ({**REDIS_CACHE, "OPTIONS": {"socket_timeout": 1}}, "no socket_connect_timeout"),
        ({**DJANGO_REDIS, "OPTIONS": {"SOCKET_CONNECT_TIMEOUT": 1}}, "no socket_timeout"),
    ],
)
def test_a_cache_without_timeouts_is_named(settings, cache: dict, missing: str) -> None:
    settings.CACHES = {"default": cache}
    (found,) = checks.check_timeouts()
    assert found.id == "crosssell.W005"
    assert f"CACHES['default']['OPTIONS'] has {missing}:" in found.msg


@pytest.mark.parametrize("options", [BOTH, {"CONNECTION_POOL_KWARGS": BOTH}])
def test_a_cache_with_timeouts_is_silent(settings, options: dict) -> None:
    settings.CACHES = {"default": {**DJANGO_REDIS, "OPTIONS": options}}
    assert checks.check_timeouts() == []


@pytest.mark.parametrize(
    ("url", "options", "expected"),
    [
        ("redis://127.0.0.1:9/0", {}, ["crosssell.W005"]),
        ("redis://127.0.0.1:9/0", BOTH, []),
        ("memory://", {}, []),
    ],
)
def test_a_broker_without_timeouts_is_named(
    monkeypatch: pytest.MonkeyPatch, url: str, options: dict, expected: list[str]
) -> None:
    conf = SimpleNamespace(broker_url=url, broker_transport_options=options)
    monkeypatch.setattr(checks, "current_app", SimpleNamespace(conf=conf))
    assert ids(checks.check_timeouts()) == expected
