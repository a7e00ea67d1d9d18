"""Thresholds in admin: a page that says in a sentence what is given, and a list of them."""

from typing import Any

from django.contrib import admin, messages
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin import permissions
from crosssell.admin.scheduled import ScheduledAdmin, ScheduleFilter, copied
from crosssell.admin.thresholds.doubts import doubts, no_bar
from crosssell.admin.thresholds.draft import draft_of, names_known
from crosssell.admin.thresholds.filters import ForWhomFilter, TierRewardFilter
from crosssell.admin.thresholds.form import UNCOUNTED, ThresholdForm
from crosssell.admin.thresholds.inlines import TextInline, TierInline
from crosssell.admin.thresholds.levels import ShowsLevels
from crosssell.admin.thresholds.preview import bars_of
from crosssell.admin.thresholds.rows import PREFETCH, ThresholdRows
from crosssell.admin.thresholds.words import (
    for_whom,
    names_for,
    sentences,
    tier_in_words,
    uncounted_in_words,
)
from crosssell.admin.unused import unused_name
from crosssell.models import (
    Threshold,
    ThresholdText,
    Tier,
    TierAmount,
    TierGift,
    Uncounted,
    tier_rows,
)
from crosssell.oscar.known_values import currencies

# The name of the button, and of what a script sends, to see words without saving.
SHOW = "_words"


@admin.register(Threshold)
class ThresholdAdmin(ShowsLevels, ScheduledAdmin):
    """The sentence: from which amount on what is given, what the bar says, for whom, when."""

    form = ThresholdForm
    inlines = (TierInline, TextInline)
    change_form_template = "admin/crosssell/threshold/change_form.html"
    change_list_template = "admin/crosssell/threshold/change_list.html"
    list_display = ("name", "state_now", "said", "whom", "priority")
    list_filter = (ScheduleFilter, TierRewardFilter, ForWhomFilter)
    search_fields = ("name", "tiers__label")
    ordering = ("priority", "name")
    list_per_page = 50
    readonly_fields = ("not_counted",)
    save_on_top = True

    def has_add_permission(self, request: HttpRequest) -> bool:
        rows = permissions.has_all(request.user, permissions.THRESHOLD_ROWS)
        return rows and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A threshold is changed as a whole, so all its rows must be allowed."""
        rows = permissions.has_all(request.user, permissions.THRESHOLD_ROWS)
        return rows and super().has_change_permission(request, obj)

    def get_fieldsets(self, request: HttpRequest, obj: Threshold | None = None) -> Any:
        may_change = self.has_change_permission(request, obj) if obj else True
        beside = ("adds_up", "with_bundles", "with_offers", "with_vouchers")
        uncounted = UNCOUNTED if may_change else ("not_counted",)
        return (
            (_("Name"), {"fields": ("name",)}),
            (_("For whom"), {"fields": ("group", "countries", "priority")}),
            (_("Beside what"), {"fields": beside}),
            (
                _("What does not count"),
                {
                    "fields": uncounted,
                    "description": _(
                        "These bring nobody nearer to a tier, and no discount of it goes to them."
                    ),
                },
            ),
            (_("On and dates"), {"fields": self.date_fields}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Threshold]:
        return super().get_queryset(request).prefetch_related(*PREFETCH)

    def get_object(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        saving = request.method == "POST" and connection.in_atomic_block
        if saving and object_id.isdecimal() and len(object_id) < 19:
            # Of two who save at once, the second reads what the first has saved.
            Threshold.objects.select_for_update(of=("self",)).filter(pk=object_id).first()
        row = super().get_object(request, object_id, *args, **kwargs)
        if row is not None:
            row.names = names_known(ThresholdRows.of(row))
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.known_names = getattr(obj, "names", {})
        form.only_shown = SHOW in request.POST
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        known: dict[str, Any] = {"names": getattr(obj, "names", {})}
        if isinstance(inline, TierInline):
            known["currencies"] = currencies()
        return kwargs | {"form_kwargs": known}

    def changeform_view(self, request: HttpRequest, object_id: str | None = None, *args: Any,
                        **kwargs: Any) -> HttpResponse:  # fmt: skip
        if SHOW in request.POST:
            # Nothing is saved, so no history begins.
            return admin.ModelAdmin.changeform_view(self, request, object_id, *args, **kwargs)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the rows between the fields, and what all of it says at the top."""
        saved = kwargs.get("obj")
        if saved is not None and request.method == "POST":
            # The form has written what was sent into the row it was given.
            saved = super().get_object(request, str(saved.pk))
        draft = draft_of(context, saved)
        if draft is not None:
            context["said"] = sentences(draft, names_for([draft]))
            context["doubts"] = doubts(draft)
            context["bars"] = bars_of(draft)
        if request.headers.get("X-Crosssell-Part") == "said":
            return TemplateResponse(request, "admin/crosssell/threshold/parts.html", context)
        name, whom, beside, uncounted, dates = list(context["adminform"])
        rows = {one.opts.model: one for one in context["inline_admin_formsets"]}
        context["sentence"] = [
            part
            for part in (
                ("fields", name), ("rows", rows.get(Tier)), ("bars", True),
                ("rows", rows.get(ThresholdText)), ("fields", whom), ("fields", beside),
                ("fields", uncounted), ("fields", dates),
            )
            if part[1] is not None
        ]  # fmt: skip
        context["show_button"] = SHOW
        if saved is not None:
            context["state"] = self.state_now(saved)
            context["places"] = no_bar(request.user) if saved.active else []
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        row = self.get_queryset(request).get(pk=form.instance.pk)
        if change and "name" in form.changed_data:
            tier_rows.rename(row.tiers.all(), row.name)
        # Whoever stays on the page reads them there.
        for text in () if "_continue" in request.POST else doubts(ThresholdRows.of(row)):
            self.message_user(request, text, messages.WARNING)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"places": no_bar(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        found = [ThresholdRows.of(one) for one in page.result_list]
        names = names_for(found)
        for rows in found:
            rows.threshold.told = (rows, names)
        return page

    @admin.display(description=_("In words"))
    def said(self, row: Any) -> str:
        rows, names = row.told
        lines = ((tier_in_words(one, names),) for one in rows.tiers)
        return format_html_join("", '<span class="crosssell-line">{}</span>', lines)

    @admin.display(description=_("For whom"), ordering="group__name")
    def whom(self, row: Any) -> str:
        return for_whom(*row.told)

    @admin.display(description=_("What does not count"))
    def not_counted(self, row: Any) -> str:
        rows = ThresholdRows.of(row)
        return uncounted_in_words(rows, names_for([rows])) or gettext("Everything counts.")

    @transaction.atomic
    def copy(self, row: Any) -> Model:
        made = copied(row, name=unused_name(Threshold, row.name))
        made.countries.set(row.countries.all())
        for one in row.texts.all():
            _again(one, ThresholdText, threshold=made)
        for one in row.uncounted.all():
            _again(one, Uncounted, threshold=made)
        for tier in row.tiers.all():
            new = _again(tier, Tier, threshold=made, offer=None)
            for one in tier.amounts.all():
                _again(one, TierAmount, tier=new)
            for one in tier.gifts.all():
                _again(one, TierGift, tier=new)
        return made


def _again(row: Any, model: type[Model], **changes: Any) -> Any:
    """Save and return a new row with the columns of ``row`` and the changes."""
    columns = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key and field.name not in changes
    }
    return model._default_manager.create(**columns | changes)
