"""Bundles in admin: a page that reads as a sentence, a list that says what each gives and costs."""

from typing import Any

from django.contrib import admin, messages
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import limits
from crosssell.admin import permissions
from crosssell.admin.bundles.cost import cost_of, prices_in_words
from crosssell.admin.bundles.draft import draft_of, names_known
from crosssell.admin.bundles.filters import BundleStateFilter, LimitFilter, RewardFilter
from crosssell.admin.bundles.form import BundleForm, unused_slug
from crosssell.admin.bundles.inlines import AmountInline, ComponentInline
from crosssell.admin.bundles.reward import needs_of
from crosssell.admin.bundles.suggestions import Suggests
from crosssell.admin.bundles.used import given_in_words, limits_passed, used_in_words, used_of
from crosssell.admin.scheduled import ScheduledAdmin, copied
from crosssell.admin.simulation.pages import BUTTON, Simulates
from crosssell.admin.unused import unused_name
from crosssell.bundle_trial import tried
from crosssell.bundle_words import (
    PREFETCH,
    BundleRows,
    bought_in_words,
    gives_in_words,
    names_for,
    sentence,
)
from crosssell.models import Bundle, BundleAmount, BundleUse, Component, ComponentTarget

# The name of the button, and of what a script sends, to see figures without saving.
SHOW = "_cost"
# How old the choice of products may be by which the list tells prices; the prices are those of now.
KEEP_SECONDS = 60


@admin.register(Bundle)
class BundleAdmin(Simulates, Suggests, ScheduledAdmin):
    """The sentence: what must be bought, what it gives, what that costs, limits, state."""

    form = BundleForm
    inlines = (ComponentInline, AmountInline)
    change_form_template = "admin/crosssell/bundle/change_form.html"
    change_list_template = "admin/crosssell/bundle/change_list.html"
    list_display = ("name", "state_now", "said", "prices", "used_now")
    list_filter = (BundleStateFilter, RewardFilter, LimitFilter)
    search_fields = ("name", "slug", "text")
    ordering = ("priority", "name")
    list_per_page = 50
    readonly_fields = ("in_words",)
    save_on_top = True
    # Baskets that were priced before are noticed by it.
    switch_fields = ("active", "updated_at", "version")

    def has_add_permission(self, request: HttpRequest) -> bool:
        rows = permissions.has_all(request.user, permissions.BUNDLE_ROWS)
        return rows and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A bundle is changed as a whole, so all its rows must be allowed."""
        rows = permissions.has_all(request.user, permissions.BUNDLE_ROWS)
        return rows and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Bundle | None = None) -> Any:
        may_change = self.has_change_permission(request, obj) if obj else True
        gives = ("reward", "args") if may_change else ("in_words",)
        most = (
            ("per_basket", "per_customer", "most_uses"), ("budget", "budget_currency"),
            "margin_floor",
        )  # fmt: skip
        beside = ("group", "alone", "with_offers", "with_vouchers", "priority")
        return (
            (_("Name"), {"fields": ("name", "slug", "text")}),
            (_("What it gives"), {"fields": gives}),
            (_("At most"), {"fields": most, "description": _("Empty fields set no limit.")}),
            (_("For whom, and beside what"), {"fields": beside}),
            (_("On and dates"), {"fields": self.date_fields}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Bundle]:
        rows = super().get_queryset(request).select_related("tally")
        return rows.prefetch_related(*PREFETCH)

    def get_object(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        saving = request.method == "POST" and connection.in_atomic_block
        if saving and object_id.isdecimal() and len(object_id) < 19:
            # Of two who save at once, the second reads what the first has saved.
            Bundle.objects.select_for_update(of=("self",)).filter(pk=object_id).first()
        row = super().get_object(request, object_id, *args, **kwargs)
        if row is not None:
            row.names = names_known(BundleRows.of(row))
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.known_names = getattr(obj, "names", {})
        form.only_shown = SHOW in request.POST
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | {"form_kwargs": {"names": getattr(obj, "names", {})}}

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any,
                        **kwargs: Any) -> HttpResponse:  # fmt: skip
        if SHOW in request.POST:
            # Nothing is saved, so no history begins.
            return admin.ModelAdmin.changeform_view(self, request, object_id, *args, **kwargs)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the rows and the figures between the fields, where the sentence has them."""
        bundle = kwargs.get("obj")
        if bundle is not None and request.method == "POST":
            # The form has written what was sent into the row it was given.
            bundle = super().get_object(request, str(bundle.pk))
        draft = draft_of(context, bundle)
        if draft is not None:
            context["cost"] = cost_of(draft, names_for([draft]))
        if request.headers.get("X-Crosssell-Part") == "cost":
            return TemplateResponse(request, "admin/crosssell/bundle/cost.html", context)
        name, gives, most, beside, dates = list(context["adminform"])
        rows = {one.opts.model: one for one in context["inline_admin_formsets"]}
        context["sentence"] = [
            part
            for part in (
                ("fields", name), ("rows", rows.get(Component)), ("fields", gives),
                ("rows", rows.get(BundleAmount)), ("cost", True), ("fields", most),
                ("fields", beside), ("fields", dates),
            )
            if part[1] is not None
        ]  # fmt: skip
        context["show_button"], context["simulate_button"] = SHOW, BUTTON
        context["needs_amount"] = needs_of(_chosen(context)).amount or not _chosen(context)
        if bundle is not None:
            saved = BundleRows.of(bundle)
            context["said"] = sentence(saved, names_for([saved]))
            context["state"] = self.state_now(bundle)
            context["used"] = used_of([bundle])[bundle.pk]
            context["page_url"] = _page_of(bundle)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        bundle = form.instance
        if change and {"per_customer", "budget", "budget_currency"} & set(form.changed_data):
            # What was used before there was such a limit counts, too.
            limits.recount(bundle.pk)
        for text in limits_passed(Bundle.objects.select_related("tally").get(pk=bundle.pk)):
            self.message_user(request, text, messages.WARNING)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Those that were used stay: their uses and limits belong to orders."""
        found, count, needed, protected = super().get_deleted_objects(objs, request)
        used = BundleUse.objects.filter(bundle__in=[one.pk for one in objs]).values("bundle_id")
        for bundle in Bundle.objects.filter(pk__in=used):
            text = gettext("“%(name)s” was used. Turn it off instead, so that its figures stay.")
            protected.append(text % {"name": bundle})
        return found, count, needed, protected

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        found = [BundleRows.of(bundle) for bundle in page.result_list]
        names, used = names_for(found), used_of([one.bundle for one in found])
        for rows, figures in zip(found, tried(found, KEEP_SECONDS), strict=True):
            rows.bundle.told = (rows, names, figures, used[rows.bundle.pk])
        return page

    @admin.display(description=_("In words"))
    def said(self, bundle: Any) -> str:
        rows, names, _figures, _used = bundle.told
        return format_html(
            "{}<br><strong>{}</strong>",
            bought_in_words(rows, rows.parts, names),
            gives_in_words(rows, names),
        )

    @admin.display(description=_("Price of a set"))
    def prices(self, bundle: Any) -> str:
        said = prices_in_words(bundle.told[2])
        if said:
            return said
        words = gettext("Cannot be bought now")
        return format_html('<span class="crosssell-state is-warning">{}</span>', words)

    @admin.display(description=_("Used"), ordering="tally__uses")
    def used_now(self, bundle: Any) -> str:
        lines = ((one,) for one in used_in_words(bundle))
        said = format_html_join("", '<span class="crosssell-line">{}</span>', lines)
        given = given_in_words(bundle.told[3])
        if not given:
            return said
        url = reverse("admin:crosssell_bundleuse_changelist") + f"?bundle__id__exact={bundle.pk}"
        return format_html('{}<a href="{}">{}</a>', said, url, given)

    @admin.display(description=_("What it gives"))
    def in_words(self, bundle: Any) -> str:
        rows = BundleRows.of(bundle)
        return gives_in_words(rows, names_for([rows]))

    @transaction.atomic
    def copy(self, row: Any) -> Model:
        name = unused_name(Bundle, row.name)
        fresh = {"offer_id": None, "version": 1, "slug": unused_slug(name), "name": name}
        made = copied(row, **fresh)
        for part in row.components.all():
            targets = list(part.targets.all())
            kept = {"quantity": part.quantity, "rewarded": part.rewarded}
            new = Component.objects.create(bundle=made, position=part.position, **kept)
            for one in targets:
                ComponentTarget.objects.create(component=new, kind=one.kind, target=one.target)
        for one in row.amounts.all():
            BundleAmount.objects.create(bundle=made, currency=one.currency, amount=one.amount)
        return made


def _chosen(context: Any) -> str:
    """The reward that the page shows."""
    form = context["adminform"].form
    return getattr(form, "chosen", form.instance.reward)


def _page_of(bundle: Bundle) -> str:
    try:
        return reverse("crosssell:bundle", kwargs={"slug": bundle.slug})
    except NoReverseMatch:
        return ""
