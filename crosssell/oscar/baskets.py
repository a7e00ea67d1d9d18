"""Putting products in the visitor's basket, through Oscar's own form, rules and signal.

Everything is checked before anything is added, so that the shopper is told at once what the
basket cannot take.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from oscar.apps.basket.signals import basket_addition
from oscar.core.loading import get_class, get_model

AddToBasketForm = get_class("basket.forms", "AddToBasketForm")
Applicator = get_class("offer.applicator", "Applicator")
Basket = get_model("basket", "Basket")
BasketMessageGenerator = get_class("basket.utils", "BasketMessageGenerator")
Product = get_model("catalogue", "Product")


@dataclass(frozen=True)
class Wish:
    """What the shopper asked for; ``child_id`` is the variant chosen where it is a parent."""

    product_id: int
    child_id: int | None = None
    quantity: int = 1


@dataclass(frozen=True)
class Added:
    """What went into the basket."""

    title: str
    quantity: int


@dataclass(frozen=True)
class Refusal:
    """What could not be added and why; no title where the visitor may not see the product."""

    title: str
    reason: str


@dataclass(frozen=True)
class Outcome:
    """The answer to a list of wishes, in their order."""

    added: tuple[Added, ...] = ()
    refused: tuple[Refusal, ...] = ()


@dataclass(eq=False)
class Addition:
    """Sender of Oscar's ``basket_addition``; receivers read ``line`` from it, as from a view.

    ``quantity`` is how many pieces went in now; the line may hold more.

    A signal keeps its senders in a dictionary, so it is hashed by identity.
    """

    line: Any
    line_created: bool
    request: HttpRequest
    quantity: int


@dataclass(frozen=True)
class _Checked:
    """A product that may be added."""

    product: Any
    quantity: int
    currency: str
    options: list[Any]


class Refused(Exception):
    """A product that the basket does not take; ``refusal`` says why."""

    def __init__(self, title: str, reason: str) -> None:
        self.refusal = Refusal(title, reason)


def add(request: HttpRequest, wishes: Sequence[Wish], together: bool = False) -> Outcome:
    """Check every wish against stock, currency and quantity rules, then add those that pass.

    ``together`` adds all of them or none.
    The basket is the visitor's own. Its row is locked meanwhile, so two clicks at once cannot
    pass a limit together. Offers are applied anew; ``basket_addition`` is sent after the commit.
    """
    basket = request.basket
    with transaction.atomic():
        if not lock(basket):
            reason = _("Your basket was ordered meanwhile. Please reload the page.")
            return Outcome(refused=(Refusal("", reason),))
        checked, refused = _check(basket, wishes)
        if together and refused:
            return Outcome(refused=refused)
        additions = [_put(request, one) for one in checked]
    for addition in additions:
        # A receiver that fails must not tell the shopper that nothing was added; Django logs it.
        basket_addition.send_robust(
            sender=addition, product=addition.line.product, user=request.user, request=request
        )
    if additions:
        price_anew(request)
    added = tuple(Added(one.product.get_title(), one.quantity) for one in checked)
    return Outcome(added, refused)


def put_as(request: HttpRequest, product_id: int, reference: str) -> Any:
    """Put one piece of a product in the basket as a line of its own; returns the product.

    Checked as ``add`` does. Call it in a transaction that holds the basket (``lock``), which has
    no line with that ``reference``. Raises Refused. Offers are not applied, no signal is sent.
    """
    basket = request.basket
    checked, refused = _check(basket, [Wish(product_id)])
    for refusal in refused:
        raise Refused(refusal.title, refusal.reason)
    product = checked[0].product
    info = basket.get_stock_info(product, [])
    price = info.price
    basket.lines.create(
        line_reference=reference,
        product=product,
        stockrecord=info.stockrecord,
        quantity=1,
        price_excl_tax=price.excl_tax,
        price_incl_tax=price.incl_tax if price.is_tax_known else None,
        price_currency=price.currency,
        tax_code=price.tax_code,
    )
    basket.reset_offer_applications()
    return product


def price_anew(request: HttpRequest) -> None:
    """Apply all offers to the visitor's basket, as it lies in the tables now."""
    request.basket.reset_offer_applications()
    Applicator().apply(request.basket, request.user, request)


def refusals(request: HttpRequest, wishes: Sequence[Wish]) -> tuple[Refusal, ...]:
    """What the basket would refuse of these; nothing is added."""
    return _check(request.basket, wishes)[1]


def messages_about_offers(request: HttpRequest, before: dict[int, Any]) -> list[tuple[int, str]]:
    """Return Oscar's own messages (level, safe HTML): offers won and lost, and the new total."""
    after = request.basket.applied_offers()
    return BasketMessageGenerator().get_messages(request.basket, before, after)


def _put(request: HttpRequest, one: _Checked) -> Addition:
    line, created = request.basket.add_product(one.product, one.quantity, one.options)
    return Addition(line, created, request, one.quantity)


def lock(basket: Any) -> bool:
    """Hold the basket's row until the transaction ends; False when it cannot be changed now."""
    if basket.pk is None:
        return True
    row = Basket.objects.select_for_update().filter(pk=basket.pk).first()
    # The lines were read before the lock: read them again.
    basket.reset_offer_applications()
    return row is not None and row.can_be_edited


def _check(basket: Any, wishes: Sequence[Wish]) -> tuple[list[_Checked], tuple[Refusal, ...]]:
    found = _load(wishes)
    checked: list[_Checked] = []
    refused = []
    for wish in wishes:
        try:
            product = _sellable(wish, found)
            if all(one.product != product for one in checked):
                checked.append(_checked(basket, product, wish.quantity, checked))
        except Refused as error:
            refused.append(error.refusal)
    return checked, tuple(refused)


def _load(wishes: Iterable[Wish]) -> dict[int, Any]:
    ids = {wish.product_id for wish in wishes} | {wish.child_id for wish in wishes}
    products = Product.objects.select_related(
        "product_class", "parent", "parent__product_class"
    ).prefetch_related("stockrecords")
    return {product.pk: product for product in products.filter(pk__in=ids - {None})}


def _public(found: Mapping[int, Any], product_id: int | None) -> Any:
    """Return the product if a visitor may see it; None else."""
    product = found.get(product_id or 0)
    parts = (product, product and product.parent)
    return product if all(part is None or part.is_public for part in parts) else None


def _sellable(wish: Wish, found: Mapping[int, Any]) -> Any:
    """Return the product that goes into the basket: the variant, where a parent was wished."""
    product = _public(found, wish.product_id)
    if product is None:
        # The same words for unknown, deleted and draft, which nobody may learn of.
        raise Refused("", _("This product is not sold here any more."))
    if not product.is_parent:
        return product
    if wish.child_id is None:
        raise Refused(product.get_title(), _("Please choose a variant first."))
    child = _public(found, wish.child_id)
    if child is None or child.parent_id != product.pk:
        raise Refused(product.get_title(), _("The chosen variant does not exist."))
    return child


def _checked(basket: Any, product: Any, quantity: int, before: Sequence[_Checked]) -> _Checked:
    """Ask Oscar's own form, then the rules that need to know what is added ahead of it."""
    title = product.get_title()
    form = AddToBasketForm(basket, product, data={"quantity": quantity})
    if not form.is_valid():
        if any(option.code in form.errors for option in product.options):
            raise Refused(title, _("Please choose its options on its own page."))
        texts = [str(text) for texts in form.errors.values() for text in texts]
        raise Refused(title, " ".join(texts))
    allowed, reason = basket.is_quantity_allowed(quantity + sum(one.quantity for one in before))
    if not allowed:
        raise Refused(title, str(reason))
    currency = basket.strategy.fetch_for_product(product).price.currency
    if any(one.currency != currency for one in before):
        raise Refused(title, _("Its currency differs from that of the other products."))
    return _Checked(product, quantity, currency, form.cleaned_options())


def summary_url() -> str:
    """Return the address of the basket page."""
    return reverse("basket:summary")
