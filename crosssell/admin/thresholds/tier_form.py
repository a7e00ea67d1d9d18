"""One tier of a threshold in admin, with its amounts and gifts in the same row."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import registry
from crosssell.admin.args.code_field import CodeField
from crosssell.admin.args.form import ArgsForm
from crosssell.admin.lookup.field import LookupManyField
from crosssell.admin.thresholds.amounts import AmountsField
from crosssell.admin.thresholds.rows import Amount
from crosssell.core.threshold_terms import DISCOUNT, GIFT
from crosssell.models import Tier, TierAmount, TierGift
from crosssell.oscar import catalogue
from crosssell.oscar.money import written


class TierForm(ArgsForm):
    """From which amount on, and what it gives."""

    kind = "tier_rewards"
    code_field = "reward"
    amounts = AmountsField(label=_("Amount"), required=False)
    reward = CodeField("tier_rewards", label=_("Reward"))
    gifts = LookupManyField(
        "buyable",
        label=_("Gifts"),
        required=False,
        help_text=_("The shopper chooses one. The first is the usual one."),
    )

    class Meta:
        model = Tier
        fields = ("amounts", "reward", "args", "gifts", "label", "decorative")

    def __init__(self, *args: Any, currencies: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "label" not in self.fields:
            # Those who may only look are given words in place of the fields.
            return
        # A new row may begin with what the page of levels proposed.
        there = self.instance
        if there.pk:
            self.initial["amounts"] = {
                one.currency: (one.at_least, one.amount) for one in there.amounts.all()
            }
            self.initial["gifts"] = [one.product_id for one in there.gifts.all()]
        self.fields["amounts"].widget.currencies = currencies
        self.fields["gifts"].widget.attrs["data-crosssell-ordered"] = "true"
        known = registry.all_of("tier_rewards")
        self.fields["reward"].widget.attrs |= {
            "data-crosssell-amounts": " ".join(one.code for one in known if one.amount),
            "data-crosssell-gifts": " ".join(one.code for one in known if one.gives == GIFT),
        }

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        try:
            plugin = registry.get("tier_rewards", cleaned.get("reward") or "")
        except registry.UnknownPlugin:
            return cleaned
        if "amounts" in cleaned:
            cleaned["amounts"] = self._fitting(cleaned["amounts"], plugin)
        if "gifts" in cleaned:
            self._check_gifts(cleaned, plugin)
        return cleaned

    def _fitting(self, amounts: Mapping[str, Amount], plugin: registry.Plugin) -> dict[str, Amount]:
        """The amounts as the reward takes them."""
        found: dict[str, Amount] = {}
        for code, (begins, own) in amounts.items():
            found[code] = begins, own if plugin.amount else None
            if not plugin.amount:
                continue
            words = {"currency": code, "reward": gettext(plugin.label)}
            if own is None:
                text = gettext(
                    "%(currency)s: “%(reward)s” needs an amount of its own. Say how much it is."
                )
                self.add_error("amounts", ValidationError(text % words, code="no_amount"))
            elif plugin.gives == DISCOUNT and own > begins:
                words |= {"own": written(own, code), "from": written(begins, code)}
                text = gettext(
                    "%(currency)s: %(own)s off is more than the %(from)s from which on it is "
                    "given. Give less, or begin later."
                )
                self.add_error("amounts", ValidationError(text % words, code="too_much"))
        return found

    def _check_gifts(self, cleaned: dict[str, Any], plugin: registry.Plugin) -> None:
        gifts = cleaned["gifts"]
        if plugin.gives != GIFT:
            if gifts:
                text = _("Only the reward “Gift” gives products. Remove them, or choose it.")
                self.add_error("gifts", ValidationError(text, code="no_gift"))
            return
        if not gifts and not cleaned.get("decorative"):
            text = _("Choose what the shopper gets: at least one product.")
            self.add_error("gifts", ValidationError(text, code="no_product"))
        for one in catalogue.products(gifts).values():
            if one.structure == "parent":
                text = _("“%(title)s” has variants, so it cannot be given. Choose one of these.")
                words = {"title": one.title}
                self.add_error("gifts", ValidationError(text, code="parent", params=words))

    def save(self, commit: bool = True) -> Tier:
        row: Tier = super().save(commit=commit)
        if commit:
            _set_amounts(row, self.cleaned_data["amounts"])
            _set_gifts(row, self.cleaned_data["gifts"])
        return row

    @property
    def begins(self) -> tuple[bool, Decimal]:
        """By what tiers are put in order: the shop's own currency, else the least amount."""
        amounts: Mapping[str, Amount] = self.cleaned_data.get("amounts") or {}
        own = amounts.get(settings.OSCAR_DEFAULT_CURRENCY)
        least = min((begins for begins, _own in amounts.values()), default=Decimal(0))
        return own is None, own[0] if own else least


def _set_amounts(row: Tier, amounts: Mapping[str, Amount]) -> None:
    """Those that stay keep their rows, so that history tells changes."""
    for there in row.amounts.all():
        if there.currency not in amounts:
            there.delete()
    for code, (begins, own) in amounts.items():
        TierAmount.objects.update_or_create(
            tier=row, currency=code, defaults={"at_least": begins, "amount": own}
        )


def _set_gifts(row: Tier, products: Sequence[int]) -> None:
    for there in row.gifts.all():
        if there.product_id not in products:
            there.delete()
    for place, pk in enumerate(products, start=1):
        TierGift.objects.update_or_create(
            tier=row, product_id=pk, defaults={"position": 10 * place}
        )


class TierFormSet(forms.BaseInlineFormSet):
    """The tiers together, in the order in which they begin."""

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if kept(form)]
        if not rows:
            raise ValidationError(
                _("Add at least one tier: from which amount on, and what it gives."),
                code="no_tier",
            )
        taken: set[tuple[str, Decimal]] = set()
        for form in rows:
            if form.errors:
                continue
            for code, (begins, _own) in form.cleaned_data["amounts"].items():
                if (code, begins) in taken:
                    text = gettext(
                        "Another tier begins at %(amount)s already. Let one begin later, or remove "
                        "one."
                    )
                    form.add_error("amounts", text % {"amount": written(begins, code)})
                taken.add((code, begins))

    def save(self, commit: bool = True) -> Any:
        """Save them, and put them in order."""
        rows = sorted((form for form in self.forms if kept(form)), key=lambda form: form.begins)
        places = {id(form): 10 * place for place, form in enumerate(rows, start=1)}
        moved = [form for form in rows if form.instance.position != places[id(form)]]
        for form in moved:
            form.instance.position = places[id(form)]
        found = super().save(commit=commit)
        for form in moved if commit else ():
            if not form.has_changed():
                form.instance.save(update_fields=["position"])
        return found


def kept(form: forms.BaseForm) -> bool:
    """Whether a row was filled in and is not to be removed."""
    cleaned = getattr(form, "cleaned_data", {})
    return bool(form.has_changed() or form.instance.pk) and not cleaned.get("DELETE")
