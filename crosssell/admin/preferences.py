"""The merchant's word on a product: never recommend it, or a weight that rules may order by."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.history import log
from crosssell.admin.history.recording import WithHistory
from crosssell.admin.lookup.field import LookupManyField
from crosssell.admin.merchant_form import MerchantForm
from crosssell.facts import Facts
from crosssell.models import Preference
from crosssell.oscar import catalogue

MOST = 200


class SeveralForm(forms.Form):
    """The same word on several products at once."""

    products = LookupManyField("product", label=_("Products"))
    never = forms.BooleanField(label=_("Never recommend them"), required=False)
    weight = forms.IntegerField(
        label=_("Weight"),
        initial=0,
        min_value=-100,
        max_value=100,
        widget=AdminIntegerFieldWidget,
        help_text=_(
            "From -100 to 100: moves them down or up in rules that are ordered by “the merchant's "
            "weight”. 0 is as any other product."
        ),
    )

    use_required_attribute = False

    def clean_products(self) -> list[int]:
        """At most so many: each is saved with its history."""
        chosen: list[int] = self.cleaned_data["products"]
        if len(chosen) > MOST:
            raise forms.ValidationError(
                _("Choose at most %(most)d."), code="too_many", params={"most": MOST}
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.cleaned_data["never"] and not self.cleaned_data["weight"]:
            self.add_error("never", _("Choose this, or a weight that is not 0."))
        return self.cleaned_data


class PreferenceForm(MerchantForm):
    """One product's; which product it is stays as it is."""

    class Meta:
        model = Preference
        fields = ("never", "weight")


@admin.register(Preference)
class PreferenceAdmin(WithHistory):
    """A list with pictures to edit in place; products are added by typing, several at once."""

    form = PreferenceForm
    change_list_template = "admin/crosssell/preference/change_list.html"
    list_display = ("picture", "title", "never", "weight")
    list_display_links = ("title",)
    list_editable = ("never", "weight")
    list_filter = ("never",)
    list_per_page = 50
    search_fields = ("product__title", "product__upc")
    readonly_fields = ("title",)
    fields = ("title", "never", "weight")
    ordering = ("product__title", "product_id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Preference]:
        return super().get_queryset(request).select_related("product")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> Any:
        return super().get_changelist_form(request, **kwargs | {"form": MerchantForm})

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        rows = list(page.result_list)
        seller = Facts.of(request).strategy
        cards = catalogue.cards([row.product_id for row in rows], request, seller)
        for row in rows:
            row.card = cards.get(row.product_id)
        return page

    @admin.display(description="")
    def picture(self, row: Any) -> str:
        if row.card is None or not row.card.image_url:
            return format_html('<span class="crosssell-thumb"></span>')
        return format_html(
            '<img class="crosssell-thumb" src="{}" alt="" loading="lazy">', row.card.image_url
        )

    @admin.display(description=_("Product"), ordering="product__title")
    def title(self, row: Preference) -> str:
        return row.product.title or f"#{row.product_id}"

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask for several products. Those that are there already are changed."""
        if not self.has_add_permission(request) or not self.has_change_permission(request):
            raise PermissionDenied
        form = SeveralForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            self._save(request, **form.cleaned_data)
            return HttpResponseRedirect(reverse("admin:crosssell_preference_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": _("Products to prefer or never to recommend"),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        return TemplateResponse(request, "admin/crosssell/preference/add.html", context)

    def _save(self, request: HttpRequest, products: list[int], never: bool, weight: int) -> None:
        there = {row.product_id: row for row in Preference.objects.filter(product__in=products)}
        log.begin(there.values())
        words = gettext("Never recommend it") if never else gettext("Weight %d") % weight
        with log.recording(request.user):
            for product_id in products:
                row = there.get(product_id) or Preference(product_id=product_id)
                row.never, row.weight = never, weight
                row.save()
                note = self.log_change if product_id in there else self.log_addition
                note(request, row, words)
        done = ngettext("%(count)d product: %(words)s.", "%(count)d products: %(words)s.",
                        len(products))  # fmt: skip
        self.message_user(
            request, done % {"count": len(products), "words": words}, messages.SUCCESS
        )
