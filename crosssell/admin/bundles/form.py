"""The form of a bundle without its rows."""

from decimal import Decimal
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from crosssell.admin.args.code_field import CodeField
from crosssell.admin.args.form import ArgsForm
from crosssell.admin.bundles.amounts import fits, known_currency, shown
from crosssell.admin.bundles.reward import with_amounts
from crosssell.admin.lookup.field import LookupField, LookupSelect
from crosssell.admin.scheduled import DatesForm
from crosssell.admin.text import plain_text
from crosssell.models import Bundle

SLUG_LENGTH = 120
MOST_TEXT = 5_000


class BundleForm(ArgsForm, DatesForm):
    """Name, reward, limits and state."""

    kind = "rewards"
    code_field = "reward"
    # Set for a page that shows figures and saves nothing.
    only_shown = False
    reward = CodeField("rewards", label=_("Reward"))
    budget_currency = LookupField(
        "currency",
        label=_("Currency of the budget"),
        required=False,
        help_text=_("Empty: the shop's own."),
    )

    class Meta:
        model = Bundle
        fields = (
            "name", "slug", "text", "reward", "args", "per_basket", "per_customer", "most_uses",
            "budget", "budget_currency", "margin_floor", "group", "alone", "with_offers",
            "with_vouchers", "priority", "active", "starts_at", "ends_at",
        )  # fmt: skip
        help_texts = {"active": _("Off: a draft, which no basket gets.")}
        widgets = {"text": forms.Textarea(attrs={"rows": 3}), "group": LookupSelect("group")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "text" in self.fields:
            self.fields["text"].validators.append(MaxLengthValidator(MOST_TEXT))
        if self.instance.budget is not None:
            budget = shown(self.instance.budget, self.instance.budget_currency)
            self.initial["budget"] = budget
        if "reward" in self.fields:
            self.fields["reward"].widget.attrs["data-crosssell-amounts"] = " ".join(with_amounts())

    def is_valid(self) -> bool:
        return super().is_valid() and not self.only_shown

    def clean_name(self) -> str:
        """Oscar knows the bundle as an offer of the same name, and its names are unique."""
        name: str = self.cleaned_data["name"]
        offers = apps.get_model("offer", "ConditionalOffer").objects.filter(name=name)
        if offers.exclude(pk=self.instance.offer_id).exists():
            raise ValidationError(
                _("One of the shop's offers is called so already. Choose another name."),
                code="offer",
            )
        return name

    def clean_text(self) -> str:
        """Plain text too, but of several lines."""
        text: str = self.cleaned_data["text"]
        plain_text(text.translate(dict.fromkeys(map(ord, "\r\n\t"), " ")))
        return text

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        return slug or self.instance.slug

    def clean_budget_currency(self) -> str:
        code: str = self.cleaned_data["budget_currency"] or ""
        if code:
            known_currency(code)
        return code

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("slug") and cleaned.get("name") and "slug" not in self.errors:
            cleaned["slug"] = unused_slug(cleaned["name"], self.instance.pk)
        if "budget" in self.fields and "budget_currency" in cleaned and "budget" in cleaned:
            self._clean_budget(cleaned)
        return cleaned

    def _clean_budget(self, cleaned: dict[str, Any]) -> None:
        budget: Decimal | None = cleaned["budget"]
        if budget is None:
            cleaned["budget_currency"] = ""
            return
        cleaned["budget_currency"] = cleaned["budget_currency"] or settings.OSCAR_DEFAULT_CURRENCY
        try:
            fits(budget, cleaned["budget_currency"])
        except ValidationError as error:
            self.add_error("budget", error)
        if budget == 0:
            self.add_error("budget", _("A budget of 0 gives nothing. Leave it empty for none."))


def unused_slug(name: str, pk: int | None = None) -> str:
    """The end of an address, made of the name, that no other bundle has."""
    start = slugify(name)[:SLUG_LENGTH] or "bundle"
    taken = set(
        Bundle.objects.filter(slug__startswith=start[: SLUG_LENGTH - 8])
        .exclude(pk=pk)
        .values_list("slug", flat=True)
    )
    found, number = start, 2
    while found in taken:
        end = f"-{number}"
        found, number = start[: SLUG_LENGTH - len(end)] + end, number + 1
    return found
