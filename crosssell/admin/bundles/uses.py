"""What was used of bundles, to be read: which order, how many sets, how much discount."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from crosssell.models import BundleUse
from crosssell.oscar.money import written


@admin.register(BundleUse)
class BundleUseAdmin(admin.ModelAdmin):
    """Read only."""

    change_list_template = "admin/crosssell/bundleuse/change_list.html"
    list_display = ("name", "order_link", "uses", "discount", "state_words", "at")
    list_display_links = None
    list_filter = ("state", "currency")
    search_fields = ("name", "order__number")
    date_hierarchy = "created_at"
    list_select_related = ("order",)
    list_per_page = 50
    ordering = ("-id",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup == "bundle__id__exact" or super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[BundleUse]:
        return super().get_queryset(request).filter(uses__gt=0).defer("given")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": self.opts.verbose_name_plural, **(extra_context or {})}
        return super().changelist_view(request, context)

    @admin.display(description=_("When"), ordering="created_at")
    def at(self, use: BundleUse) -> Any:
        return use.created_at

    @admin.display(description=_("Order"), ordering="order__number")
    def order_link(self, use: BundleUse) -> str:
        if use.order is None:
            return "–"
        try:
            url = reverse("dashboard:order-detail", kwargs={"number": use.order.number})
        except NoReverseMatch:
            return str(use.order.number)
        return format_html('<a href="{}">{}</a>', url, use.order.number)

    @admin.display(description=_("Discount"), ordering="amount")
    def discount(self, use: BundleUse) -> str:
        return written(use.amount, use.currency)

    @admin.display(description=_("State"), ordering="state")
    def state_words(self, use: BundleUse) -> str:
        code = {"confirmed": "live", "late": "warning", "held": "scheduled"}.get(use.state, "draft")
        return format_html(
            '<span class="crosssell-state is-{}">{}</span>', code, use.get_state_display()
        )
