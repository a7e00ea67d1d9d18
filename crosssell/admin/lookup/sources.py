"""What can be looked up by typing: which rows, how they are searched and how they are named."""

from collections.abc import Callable, Iterable
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Min, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin import permissions
from crosssell.admin.lookup import lists
from crosssell.admin.lookup.own import OWN
from crosssell.admin.lookup.source import MAX_ID, Key, Listed, Rows, Source, Values
from crosssell.oscar.known_values import values_like
from crosssell.oscar.shipping_methods import shipping_methods

__all__ = ["MAX_ID", "SOURCES", "Key", "Source", "category_names", "named"]

MAX_WORDS = 10
_STEP = 4  # characters of one level in the path of Oscar's category tree
# What only rules speak of; codes of coupons are worth money.
OF_RULES = (permissions.SEE_RULES,)


def _rows(app: str, model: str) -> Callable[[], QuerySet[Any]]:
    return lambda: apps.get_model(app, model)._default_manager.all()


def _by_name(rows: Iterable[Any]) -> dict[Any, str]:
    return {row.pk: row.name for row in rows}


def _products() -> QuerySet[Any]:
    return apps.get_model("catalogue", "Product").objects.select_related("parent")


def _product_names(rows: Iterable[Any]) -> dict[Any, str]:
    return {
        row.pk: f"{row.get_title()} · {row.upc}" if row.upc else f"{row.get_title()} · #{row.pk}"
        for row in rows
    }


def category_names(rows: Iterable[Any]) -> dict[Any, str]:
    """The full path of each category, such as "Food > Cheese", with one query for all."""
    rows = list(rows)
    steps = {row.path[:end] for row in rows for end in range(_STEP, len(row.path) + 1, _STEP)}
    category = apps.get_model("catalogue", "Category")
    names = dict(category.objects.filter(path__in=steps).values_list("path", "name"))
    return {
        row.pk: " > ".join(
            names.get(row.path[:end], "?") for end in range(_STEP, len(row.path) + 1, _STEP)
        )
        for row in rows
    }


def _customer_names(rows: Iterable[Any]) -> dict[Any, str]:
    return {row.pk: " · ".join(filter(None, (row.get_full_name(), row.email))) for row in rows}


def _titles(term: str) -> Q:
    """Every word is in the title, in any order; or it is the UPC, of a variant for its parent."""
    said = Q()
    for word in term.split()[:MAX_WORDS]:
        said &= Q(title__icontains=word) | Q(parent__title__icontains=word)
    family = apps.get_model("catalogue", "Product").objects.filter(upc__iexact=term)
    return said | Q(upc__iexact=term) | Q(pk__in=family.values("parent_id"))


def _piece_names(rows: Iterable[Any]) -> dict[Any, str]:
    """Variants by their parent, and a parent as what it stands for."""
    found = {}
    for row in rows:
        number = row.upc or f"#{row.pk}"
        title = row.get_title()
        if row.is_parent:
            title = gettext("%(title)s (any variant)") % {"title": title}
        elif row.is_child and row.parent is not None and title != row.parent.title:
            title = f"{row.parent.title}: {title}"
        found[row.pk] = f"{title} · {number}"
    return found


def _attributes() -> QuerySet[Any]:
    """Each code once: product classes that share a code share what rules compare."""
    attributes = apps.get_model("catalogue", "ProductAttribute").objects
    return attributes.values("code").annotate(said=Min("name"))


def _named(term: str) -> Q:
    return Q(name__icontains=term)


def _order_names(rows: Iterable[Any]) -> dict[Any, str]:
    return {
        row.number: " · ".join(
            filter(
                None,
                (
                    row.number,
                    date_format(timezone.localtime(row.date_placed), "SHORT_DATE_FORMAT"),
                    row.user.email if row.user else row.guest_email,
                ),
            )
        )
        for row in rows
    }


def _typed(listed: Callable[[], list[tuple[str, str]]]) -> Listed:
    """Texts that rules use; any other may be typed."""
    return Listed(listed=listed, permissions=OF_RULES, typed=True, spoken=False, tidy=str.strip)


SOURCES: dict[str, Source] = {
    # Children are sold, but their parent is what is shown and counted.
    "product": Rows(
        rows=_products,
        only=~Q(structure="child"),
        matching=_titles,
        names=_product_names,
        order=("title", "id"),
    ),
    "buyable": Rows(
        rows=_products,
        only=~Q(structure="parent"),
        matching=_titles,
        names=_product_names,
        order=("title", "id"),
    ),
    # What fills a part of a bundle: a parent stands for its variants, or one of these is chosen.
    "piece": Rows(rows=_products, matching=_titles, names=_piece_names, order=("title", "id")),
    "category": Rows(
        rows=_rows("catalogue", "Category"), matching=_named, names=category_names, order=("path",)
    ),
    "product_class": Rows(
        rows=_rows("catalogue", "ProductClass"),
        matching=_named,
        names=_by_name,
        order=("name", "id"),
    ),
    "attribute": Rows(
        rows=_attributes,
        matching=lambda term: Q(said__icontains=term) | Q(code__icontains=term),
        names=lambda rows: {row["code"]: row["said"] or row["code"] for row in rows},
        order=("said", "code"),
        key="code",
        text=True,
    ),
    "attribute_value": Values(like=values_like, tidy=str.strip),
    "range": Rows(
        rows=_rows("offer", "Range"), matching=_named, names=_by_name, order=("name", "id")
    ),
    "group": Rows(rows=_rows("auth", "Group"), matching=_named, names=_by_name, order=("name",)),
    "country": Rows(
        rows=_rows("address", "Country"),
        matching=lambda term: Q(printable_name__icontains=term) | Q(pk__iexact=term),
        names=lambda rows: {row.pk: str(row) for row in rows},
        order=("printable_name",),
        text=True,
    ),
    # A shop may offer some baskets a method that it names to nobody else: its code can be typed.
    "shipping_method": Listed(
        listed=shipping_methods,
        name=lambda code: dict(shipping_methods()).get(code, code),
        typed=True,
        tidy=str.strip,
    ),
    "currency": Listed(
        listed=lists.currency_list,
        name=lists.currency_name,
        typed=True,
        spoken=False,
        tidy=lists.currency_code,
        pattern="[A-Z]{3}",
        wanted=_("“%(text)s” is no currency. Give a code of three letters, such as EUR."),
    ),
    "language": Listed(listed=lists.language_list, tidy=lists.language_code),
    "coupon": Rows(
        rows=_rows("voucher", "Voucher"),
        matching=lambda term: Q(code__icontains=term) | Q(name__icontains=term),
        names=lambda rows: {row.code: f"{row.code} · {row.name}" for row in rows},
        order=("code",),
        key="code",
        permissions=OF_RULES,
        text=True,
        typed=True,
        spoken=False,
        tidy=str.strip,
    ),
    "web_site": _typed(lists.site_list),
    **{
        f"utm_{part}": _typed(lists.campaign_list(part))
        for part in ("source", "medium", "campaign", "term", "content")
    },
    **OWN,
    "site": Rows(
        rows=_rows("sites", "Site"),
        matching=lambda term: Q(name__icontains=term) | Q(domain__icontains=term),
        names=lambda rows: {row.pk: row.domain for row in rows},
        order=("domain",),
    ),
    "customer": Rows(
        rows=lambda: get_user_model()._default_manager.all(),
        only=Q(is_active=True),
        matching=lambda term: (
            Q(email__icontains=term) | Q(first_name__icontains=term) | Q(last_name__icontains=term)
        ),
        names=_customer_names,
        order=("email", "id"),
        permissions=(permissions.SEE_PLACEMENTS,),
    ),
    "order": Rows(
        rows=lambda: apps.get_model("order", "Order").objects.select_related("user"),
        matching=lambda term: (
            Q(number__istartswith=term)
            | Q(user__email__icontains=term)
            | Q(guest_email__icontains=term)
        ),
        names=_order_names,
        order=("-date_placed", "-id"),
        key="number",
        permissions=(permissions.SEE_PLACEMENTS,),
        text=True,
    ),
}


def named(kind: str, keys: Iterable[Key]) -> dict[Any, str]:
    """The names of the things with these keys; a key that is not there is missing."""
    return SOURCES[kind].named(keys)
