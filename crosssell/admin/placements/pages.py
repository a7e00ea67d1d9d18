"""Placements in admin: this slot shows this kind of widget, with these rules."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell import registry, slots
from crosssell.admin import words
from crosssell.admin.args.code_field import CodeField
from crosssell.admin.args.form import ArgsForm
from crosssell.admin.args.view import args
from crosssell.admin.lookup.answers import lookup
from crosssell.admin.placements.quick_start import quick_start
from crosssell.admin.placements.transfer_pages import export_rules, import_rules
from crosssell.admin.preview.link import WithPreview, preview_url
from crosssell.admin.preview.pages import preview
from crosssell.admin.runs.readiness import readiness
from crosssell.admin.scheduled import DatesForm, ScheduledAdmin, ScheduleFilter, copied
from crosssell.admin.slot_field import SlotField, label_of, page_label
from crosssell.admin.states import OF_PLACEMENTS, broken
from crosssell.models import Placement


class PlacementForm(ArgsForm, DatesForm):
    """One placement."""

    kind = "widgets"
    code_field = "widget"
    slot = SlotField(label=_("Slot"), help_text=_("The place in the shop, grouped by page."))
    widget = CodeField(
        "widgets", label=_("Kind of widget"), initial=Placement._meta.get_field("widget").default
    )

    class Meta:
        model = Placement
        fields = (
            "slot", "position", "title", "widget", "args", "rules", "layout", "min_items",
            "max_items", "active", "starts_at", "ends_at",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "widget" in self.fields:
            takers = [one.code for one in registry.all_of("widgets") if one.takes_rules]
            self.fields["widget"].widget.attrs["data-crosssell-takes-rules"] = " ".join(takers)
        stored = self.instance.slot
        if "slot" in self.fields and stored and slots.find(stored) is None:
            self.fields["slot"].choices = [
                *self.fields["slot"].choices, (stored, label_of(stored)),
            ]  # fmt: skip

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        least, most = cleaned.get("min_items"), cleaned.get("max_items")
        if least is not None and most is not None and least > most:
            self.add_error("max_items", _("This must be at least “Least items”."))
        code = cleaned.get("widget")
        shown = self._most_shown(code, cleaned)
        if least is not None and shown is not None and shown < least:
            self.add_error(
                "min_items",
                _("This widget shows at most %(most)d, so it would never be shown.")
                % {"most": shown},
            )
        if code and cleaned.get("rules") and not registry.get("widgets", code).takes_rules:
            self.add_error(
                "rules",
                _("“%(widget)s” takes no rules. Please remove them.")
                % {"widget": words.label("widgets", code)},
            )
        return cleaned

    def _most_shown(self, code: str | None, cleaned: dict[str, Any]) -> int | None:
        """How many the widget's own settings let it show; None where they set no limit."""
        arg = registry.get("widgets", code).most if code else ""
        return (cleaned.get("args") or {}).get(arg)


class PageFilter(admin.SimpleListFilter):
    """Placements of one page of the shop."""

    title = _("page")
    parameter_name = "page_of"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        used = set(Placement.objects.values_list("slot", flat=True))
        pages = {
            slot.page: page_label(slot.page) for slot in slots.all_slots() if slot.name in used
        }
        return list(pages.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        names = [slot.name for slot in slots.all_slots() if slot.page == self.value()]
        return queryset.filter(slot__in=names)


@admin.register(Placement)
class PlacementAdmin(WithPreview, ScheduledAdmin):
    """What stands where."""

    form = PlacementForm
    change_form_template = "admin/crosssell/placement/change_form.html"
    change_list_template = "admin/crosssell/placement/change_list.html"
    autocomplete_fields = ("rules",)
    list_display = ("where", "title", "widget_label", "rules_in_words", "state_now", "preview_link")
    list_display_links = ("where",)
    list_filter = (ScheduleFilter, PageFilter)
    search_fields = ("title", "slot", "rules__name")
    readonly_fields = ("in_words",)
    list_per_page = 100
    save_on_top = True

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view
        own = [
            path("preview/", view(preview), name="crosssell_preview"),
            path("start/", view(quick_start), name="crosssell_quick_start"),
            path("readiness/", view(readiness), name="crosssell_readiness"),
            path("export/", view(export_rules), name="crosssell_export"),
            path("import/", view(import_rules), name="crosssell_import"),
            path("lookup/<slug:kind>/", view(lookup), name="crosssell_lookup"),
            path("args/<slug:kind>/<str:code>/", view(args), name="crosssell_args"),
        ]
        return own + super().get_urls()

    def get_fieldsets(self, request: HttpRequest, obj: Placement | None = None) -> Any:
        may_change = self.has_change_permission(request, obj) if obj else True
        kind = ("widget", "args") if may_change else ("in_words",)
        return (
            (_("Where"), {"fields": ("slot", "position")}),
            (_("What"), {"fields": (*kind, "rules", "title")}),
            (_("How"), {"fields": ("layout", ("min_items", "max_items"))}),
            (_("When"), {"fields": self.date_fields}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Placement]:
        return super().get_queryset(request).prefetch_related(*OF_PLACEMENTS)

    def slot_of(self, row: Any) -> str:
        return row.slot

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        placement = form.instance
        if missing_rules(placement):
            text = gettext("“%(name)s” has no rule yet, so it shows nothing. Choose one below.")
            self.message_user(request, text % {"name": placement}, messages.WARNING)
        elif placement.rules.exists() and not any(
            rule.in_force(timezone.now()) and not broken(rule) for rule in placement.rules.all()
        ):
            text = gettext("None of the rules of “%(name)s” is on now, so it shows nothing.")
            self.message_user(request, text % {"name": placement}, messages.WARNING)

    @admin.display(description=_("Slot"), ordering="slot")
    def where(self, placement: Placement) -> str:
        return label_of(placement.slot)

    @admin.display(description=_("Kind of widget"), ordering="widget")
    def widget_label(self, placement: Placement) -> str:
        return words.label("widgets", placement.widget)

    @admin.display(description=_("Kind of widget"))
    def in_words(self, placement: Placement) -> str:
        names = words.names_of([("widgets", placement.widget, placement.args)])
        return words.plugin_in_words("widgets", placement.widget, placement.args, names)

    @admin.display(description=_("Rules"))
    def rules_in_words(self, placement: Placement) -> str:
        if missing_rules(placement):
            warning = gettext("No rule yet: shows nothing")
            return format_html('<span class="crosssell-state is-warning">{}</span>', warning)
        return ", ".join(rule.name for rule in placement.rules.all()) or "–"

    @admin.display(description=_("Preview"))
    def preview_link(self, placement: Placement) -> str:
        return format_html('<a href="{}">{}</a>', preview_url(placement.slot), gettext("Preview"))

    @transaction.atomic
    def copy(self, row: Any) -> Placement:
        made = copied(row)
        made.rules.set(row.rules.all())
        return made


def missing_rules(placement: Placement) -> bool:
    """Whether the kind of widget needs a rule and has none."""
    try:
        plugin = registry.get("widgets", placement.widget)
    except registry.UnknownPlugin:
        return False
    return plugin.takes_rules and not plugin.brings and not placement.rules.all()
