"""A slot and a template's context -> HTML; the wall that no error crosses.

The first slot of a rendering plans all slots that its template shows, together, so that the page
costs one plan and no product appears twice. The plan is kept with the rendering. A slot inside a
loop over products (the card of a list) is planned for each product; the first card of a list plans
all its cards, so that they are read together.

An error is logged once, with slot and placement, and shows as nothing. On PostgreSQL a failed
statement spoils the whole transaction, so inside one (ATOMIC_REQUESTS) the first statement of a
plan, or of a widget, is preceded by a savepoint: two short statements a page. Outside of
transactions, and where nothing is asked of the database, it costs nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import QuerySet
from django.template.context import Context
from django.template.context_processors import csrf
from django.template.loader import select_template
from django.utils.safestring import SafeString

from crosssell import engine, registry, slots
from crosssell.analytics.tracking import noting
from crosssell.facts import Facts
from crosssell.template_slots import left_out, shown_by

logger = logging.getLogger(__name__)
NOTHING = SafeString("")
MAIL = "mail"
CARD = "card"
# What Oscar's pages call the list whose cards they show; a page of results lists what it found.
LISTS = ("products", "recommended_products", "page", "page_obj")

# A widget that shows Oscar's own product card would show the card's slots, and these their
# widgets, without end: inside a widget every slot is empty.
_inside_widget: ContextVar[bool] = ContextVar("crosssell_inside_widget", default=False)


def slot(context: Context, name: str) -> SafeString:
    """Return what the merchant has placed in that slot, as HTML; nothing where that is nothing.

    ``context`` is the template's: ``request`` (never used in mail), ``product``, ``category`` and
    ``order`` are read from it. Raises nothing. An empty slot costs no query.
    """
    try:
        if _inside_widget.get():
            return NOTHING
        planned, facts = _rendering(context).plan(context, name)
    except Exception:
        logger.exception("Slot %s shows nothing: it could not be planned.", name)
        return NOTHING
    if facts is None:
        return NOTHING
    html = SafeString("".join(_widget(one, facts, context, name) for one in planned))
    noting.left_out(name, planned, facts)
    return html


def preview(one: engine.Planned, facts: Facts, **context: Any) -> SafeString:
    """The HTML of a placement that is planned already, for a preview; "" where it fails.

    ``context`` has ``request`` and, for mail, ``site``. Its forms carry no valid token, so that
    nothing can be sent with them.
    """
    token = {"csrf_token": "preview"}
    return SafeString(_widget(one, facts, Context(context | token), one.placement.slot))


def piece(one: engine.Planned, facts: Facts) -> SafeString:
    """The HTML of a placement that is planned already, for a page that has it; "" where it fails.

    ``facts`` have the request; its forms carry the visitor's token.
    """
    return SafeString(_widget(one, facts, Context({"request": facts.request}), one.placement.slot))


@dataclass
class _Rendering:
    """What one rendering of a template has planned so far, by product.

    Each value is kept before it is asked for: what fails is not tried again by the next slot.
    """

    active: frozenset[str] | None = None
    plans: dict[Any, dict[str, tuple[engine.Planned, ...]]] = field(default_factory=dict)
    facts: dict[Any, Facts] = field(default_factory=dict)

    def plan(self, context: Context, name: str) -> tuple[tuple[engine.Planned, ...], Facts | None]:
        if self.active is None:
            self.active = frozenset()
            with _guard():
                self.active = engine.active_slots()
        if name not in self.active or slots.find(name) is None:
            return (), None
        product = _product(context)
        key = product.pk if product else None
        if name not in self.plans.setdefault(key, {}):
            wanted = self._wanted(context, name)
            self.plans[key].update(dict.fromkeys(wanted, ()))
            request = _request(context, name)
            if product and request is not None and _page_of(name) == CARD:
                self.facts[key], found = _of_list(context, product, request, name, wanted)
                self.plans[key].update(found)
                return self.plans[key][name], self.facts[key]
            if key not in self.facts:
                self.facts[key] = _facts(context, product, request)
            with _guard():
                self.plans[key].update(engine.plan(self.facts[key], wanted))
        return self.plans[key][name], self.facts.get(key)

    def _wanted(self, context: Context, name: str) -> list[str]:
        first = not self.facts
        if not first or context.template is None:
            return [name]
        wanted = shown_by(context.template) & (self.active or frozenset())
        request = _request(context, name)
        return sorted((wanted - _absent(context, wanted, request)) | {name})


def _of_list(
    context: Context, product: Any, request: Any, name: str, wanted: list[str]
) -> tuple[Facts, dict[str, tuple[engine.Planned, ...]]]:
    """Facts and plan of this card, from the request where another card has planned the list.

    Oscar renders each card by itself, so that only the request knows of them all.
    """
    kept = request.__dict__.setdefault("_crosssell_cards", {})
    if product.pk not in kept or name not in kept[product.pk][1]:
        cards = {one.pk: one for one in (*_beside(context, product), product)}
        # Kept before it is asked for: what fails is not tried again by the next card.
        facts = _facts(context, None, request).of_list(cards.values())
        for pk, one in zip(cards, facts, strict=True):
            kept[pk] = one, dict.fromkeys(wanted, ())
        with _guard():
            plans = engine.plan_each([kept[pk][0] for pk in cards], wanted)
            for pk, plan in zip(cards, plans, strict=True):
                kept[pk][1].update(plan)
    known: tuple[Facts, dict[str, tuple[engine.Planned, ...]]] = kept[product.pk]
    return known


def _beside(context: Context, product: Any) -> list[Any]:
    """The products of the list that shows this one; nothing where no list is known."""
    Product = apps.get_model("catalogue", "Product")
    for name in LISTS:
        listed = context.get(name)
        listed = getattr(listed, "object_list", listed)
        if not isinstance(listed, (list, tuple, QuerySet)):
            continue
        if isinstance(listed, QuerySet) and listed._result_cache is None:
            continue  # Not what the page loops over, or too much to read for one card.
        found: list[Any] = [getattr(one, "object", one) for one in listed]
        found = [one for one in found if isinstance(one, Product)]
        if any(one.pk == product.pk for one in found):
            return found
    return []


def _page_of(name: str) -> str:
    found = slots.find(name)
    return found.page if found is not None else ""


def _absent(context: Context, wanted: frozenset[str], request: Any) -> frozenset[str]:
    product = _product(context)
    basket = getattr(request, "basket", None)
    return left_out(
        wanted, product.is_parent if product else None, lambda: basket is None or basket.is_empty
    )


def _rendering(context: Context) -> _Rendering:
    # The bottom of the render context belongs to one rendering and is shared with includes.
    kept: dict[Any, Any] = context.render_context.dicts[0]
    found: _Rendering = kept.get(_Rendering) or kept.setdefault(_Rendering, _Rendering())
    return found


def _instance(context: Context, name: str, app: str, model: str) -> Any:
    value = context.get(name)
    return value if isinstance(value, apps.get_model(app, model)) else None


def _product(context: Context) -> Any:
    product = _instance(context, "product", "catalogue", "Product")
    # The mail about a product that is back in stock names it by its alert alone.
    alert = None if product else _instance(context, "alert", "customer", "ProductAlert")
    return alert.product if alert else product


def _request(context: Context, name: str) -> Any:
    if _page_of(name) == MAIL:
        # The confirmation of an order is written while a page is asked for. What that visitor
        # has in the basket, and the token of the session, have no place in a mail.
        return None
    return context.get("request") or getattr(context, "request", None)


def _facts(context: Context, product: Any, request: Any) -> Facts:
    order = _instance(context, "order", "order", "Order")
    user = None if request else context.get("user") or getattr(order, "user", None)
    category = _instance(context, "category", "catalogue", "Category")
    return Facts.of(request, product=product, category=category, order=order, user=user)


@contextmanager
def _guard() -> Iterator[None]:
    """Keep the transaction around us usable when a statement in here fails."""
    if connection.vendor != "postgresql" or not connection.in_atomic_block:
        yield
        return
    savepoint: str | None = None

    def at_first_statement(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        nonlocal savepoint
        if savepoint is None:
            savepoint = ""  # The statement that makes it comes through here as well.
            savepoint = transaction.savepoint()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(at_first_statement):
        try:
            yield
        except Exception:
            if savepoint:
                transaction.savepoint_rollback(savepoint)
            raise
        if savepoint:
            transaction.savepoint_commit(savepoint)


def _widget(planned: engine.Planned, facts: Facts, context: Context, name: str) -> str:
    placement = planned.placement
    entered = _inside_widget.set(True)
    try:
        with _guard():
            found = registry.get("widgets", placement.widget).run(planned, facts)
            html = "" if found is None else _html(planned, found, context, name)
            noting.widget(planned, found, facts)
            return html
    except Exception:
        logger.exception(
            "Slot %s does not show placement %s: the widget %s failed.",
            name,
            placement.id,
            placement.widget,
        )
        return ""
    finally:
        _inside_widget.reset(entered)


def _html(planned: engine.Planned, found: dict[str, Any], context: Context, name: str) -> str:
    """The widget's template with a context of its own, which runs no context processor again."""
    request = _request(context, name)
    folders = ["widgets"] if request else ["mail", "widgets"]
    template = select_template(
        [f"crosssell/{folder}/{planned.placement.widget}.html" for folder in folders]
    )
    data = {
        "slot": name,
        "planned": planned,
        "placement": planned.placement,
        "request": request,
        "site": context.get("site"),
        **(_token(context, request) if request else {}),
        **found,
    }
    return template.render(data)


def _token(context: Context, request: Any) -> dict[str, Any]:
    """The page's own token for its forms, so that it is made once a page and not once a widget."""
    known = context.get("csrf_token")
    return csrf(request) if known is None else {"csrf_token": known}
