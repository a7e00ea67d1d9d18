"""Rules in admin: a page that reads as a sentence, a list that says each rule in one."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.preview.link import WithPreview, preview_url
from crosssell.admin.rules.forms import RuleForm
from crosssell.admin.rules.rows import (
    BoostInline,
    ConditionInline,
    FallbackInline,
    FilterInline,
    PinInline,
)
from crosssell.admin.rules.words import CHILDREN, RuleRows, parts, rule_in_words, rule_names
from crosssell.admin.scheduled import ScheduledAdmin, ScheduleFilter, copied
from crosssell.admin.states import state
from crosssell.admin.unused import unused_name
from crosssell.models import Rule


@admin.register(Rule)
class RuleAdmin(WithPreview, ScheduledAdmin):
    """The sentence: when, show, if too few, but never, best first by, always at its place, then."""

    form = RuleForm
    inlines = (ConditionInline, FallbackInline, FilterInline, BoostInline, PinInline)
    change_form_template = "admin/crosssell/rule/change_form.html"
    change_list_template = "admin/crosssell/rule/change_list.html"
    list_display = ("name", "state_now", "sentence", "preview_link", "priority")
    list_editable = ("priority",)
    ordering = ("priority", "name")
    list_filter = (ScheduleFilter,)
    search_fields = ("name", "reason")
    list_per_page = 50
    readonly_fields = ("in_words",)
    save_on_top = True

    def get_fieldsets(self, request: HttpRequest, obj: Rule | None = None) -> Any:
        may_change = self.has_change_permission(request, obj) if obj else True
        show = ("strategy", "args", "reason") if may_change else ("in_words", "reason")
        return (
            (None, {"fields": ("name",)}),
            (_("Show"), {"fields": show}),
            (_("Then"), {"fields": ("stop", "priority")}),
            (_("On and dates"), {"fields": self.date_fields}),
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Put the rows of a rule between its fields, where the sentence has them."""
        name, show, then, dates = list(context["adminform"])
        rows = {one.opts.model: one for one in context["inline_admin_formsets"]}
        between = [rows.get(inline.model) for inline in self.inlines]
        when, *others = [("rows", one) for one in between]
        context["sentence"] = [
            part
            for part in (
                ("fields", name), when, ("fields", show), *others, ("fields", then),
                ("fields", dates),
            )
            if part[1] is not None
        ]  # fmt: skip
        rule = kwargs.get("obj")
        if rule is not None and request.method == "POST":
            # The form has written what was sent into the row it was given.
            rule = self.get_object(request, str(rule.pk))
        if rule is not None:
            context["parts"] = parts(RuleRows.of(rule), rule.names)
            context["state"] = self.state_now(rule)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        rule = super().get_object(request, *args, **kwargs)
        if rule is not None:
            rule.names = rule_names([RuleRows.of(rule)])
        return rule

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.known_names = getattr(obj, "names", {})
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> Any:
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        return kwargs | {"form_kwargs": {"names": getattr(obj, "names", {})}}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        rows = super().get_queryset(request).prefetch_related(*CHILDREN, "placements")
        return rows.annotate(placements_count=Count("placements", distinct=True))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        rules = [RuleRows.of(rule) for rule in page.result_list]
        names = rule_names(rules)
        for rows in rules:
            rows.rule.said = rule_in_words(rows, names)
        return page

    @admin.display(description=_("State"), ordering="active")
    def state_now(self, row: Any) -> str:
        code, _words = state(row, timezone.now())
        if code == "live" and not row.placements_count:
            words = gettext("In no placement: not shown")
            return format_html('<span class="crosssell-state is-warning">{}</span>', words)
        return super().state_now(row)

    @admin.display(description=_("In words"))
    def sentence(self, rule: Any) -> str:
        return rule.said

    @admin.display(description=_("Where products come from"))
    def in_words(self, rule: Any) -> str:
        (show,) = [part for part in parts(RuleRows(rule), rule.names) if part.code == "show"]
        return show.text

    @admin.display(description=_("Preview"))
    def preview_link(self, rule: Any) -> str:
        slots = [placement.slot for placement in rule.placements.all()]
        if not slots:
            return "–"
        return format_html('<a href="{}">{}</a>', preview_url(slots[0]), gettext("Preview"))

    @transaction.atomic
    def copy(self, row: Any) -> Rule:
        made = copied(row, name=unused_name(Rule, row.name))
        for name in CHILDREN:
            for child in getattr(row, name).all():
                child.pk, child.rule = None, made
                child._state.adding = True
                child.save()
        return made
