"""Rules in admin: when, show what, but never what."""

from typing import Any

from django.contrib import admin
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin import words
from crosssell.admin.args_form import ArgsForm, CodeField
from crosssell.admin.preview_link import WithPreview
from crosssell.admin.scheduled import DatesForm, ScheduledAdmin, StateFilter, copied
from crosssell.models import Rule, RuleCondition, RuleFilter

NAME_LENGTH = 120


class RuleForm(ArgsForm, DatesForm):
    """A rule without its conditions and filters."""

    kind = "strategies"
    code_field = "strategy"
    strategy = CodeField("strategies", label=_("Where products come from"))

    class Meta:
        model = Rule
        fields = (
            "name", "strategy", "args", "reason", "priority", "active", "starts_at", "ends_at",
        )  # fmt: skip


class ConditionForm(ArgsForm):
    """One condition."""

    kind = "conditions"
    code = CodeField("conditions", label=_("Condition"))

    class Meta:
        model = RuleCondition
        fields = ("code", "negate", "args")
        labels = {"negate": _("Not: the rule applies when this is not so")}


class FilterForm(ArgsForm):
    """One filter."""

    kind = "filters"
    code = CodeField(
        "filters",
        label=_("Never show"),
        help_text=_(
            "Never shown anyway: what is hidden or cannot be bought, the page's own product, "
            "and what is in the basket."
        ),
    )

    class Meta:
        model = RuleFilter
        fields = ("code", "args")


# Conditions, or filters, of one rule.
MOST_ROWS = 20


class PluginInline(admin.StackedInline):
    """Conditions and filters: one empty form waits, so that it works without scripts."""

    extra = 1
    max_num = MOST_ROWS
    kind = ""

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """Each row draws the fields of every plugin: no more are made than can be shown."""
        limits = {"absolute_max": MOST_ROWS + 1, "validate_max": True}
        return super().get_formset(request, obj, **limits, **kwargs)

    @admin.display(description=_("Settings"))
    def in_words(self, row: Any) -> str:
        names = words.names_of([(self.kind, row.code, row.args)])
        return words.plugin_in_words(self.kind, row.code, row.args, names)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if self.has_change_permission(request, obj) or self.has_add_permission(request, obj):
            return self.fields
        return ("in_words", *(name for name in self.fields if name == "negate"))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ("in_words",)


class ConditionInline(PluginInline):
    """When."""

    model = RuleCondition
    form = ConditionForm
    kind = "conditions"
    fields = ("code", "negate", "args")


class FilterInline(PluginInline):
    """But never."""

    model = RuleFilter
    form = FilterForm
    kind = "filters"
    fields = ("code", "args")


@admin.register(Rule)
class RuleAdmin(WithPreview, ScheduledAdmin):
    """The list says each rule in one sentence."""

    form = RuleForm
    inlines = (ConditionInline, FilterInline)
    change_form_template = "admin/crosssell/rule/change_form.html"
    change_list_template = "admin/crosssell/rule/change_list.html"
    list_display = ("name", "sentence", "used", "priority", "state_now")
    list_editable = ("priority",)
    ordering = ("priority", "name")
    list_filter = (StateFilter,)
    search_fields = ("name", "reason")
    list_per_page = 50
    readonly_fields = ("in_words",)
    save_on_top = True

    def get_fieldsets(self, request: HttpRequest, obj: Rule | None = None) -> Any:
        may_change = self.has_change_permission(request, obj) if obj else True
        show = ("strategy", "args", "reason") if may_change else ("in_words", "reason")
        return (
            (None, {"fields": ("name", *(("in_words",) if obj and may_change else ()))}),
            (_("Show"), {"fields": show}),
            (_("Priority and dates"), {"fields": ("priority", *self.date_fields)}),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rule]:
        rows = super().get_queryset(request).prefetch_related("conditions", "filters")
        return rows.annotate(placements_count=Count("placements", distinct=True))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        page = super().get_changelist_instance(request)
        rules = list(page.result_list)
        names = words.names_of(used for rule in rules for used in words.used_by(rule))
        for rule in rules:
            rule.said = words.rule_in_words(rule, names)
        return page

    @admin.display(description=_("In words"))
    def sentence(self, rule: Any) -> str:
        return rule.said

    @admin.display(description=_("In words"))
    def in_words(self, rule: Rule) -> str:
        return words.rule_in_words(rule, words.names_of(words.used_by(rule)))

    @admin.display(description=_("Placements"), ordering="placements_count")
    def used(self, rule: Any) -> int:
        return rule.placements_count

    @transaction.atomic
    def copy(self, row: Any) -> Rule:
        made = copied(row, name=unused_name(row.name))
        for condition in row.conditions.all():
            made.conditions.create(
                code=condition.code, args=condition.args, negate=condition.negate
            )
        for kept_out in row.filters.all():
            made.filters.create(code=kept_out.code, args=kept_out.args)
        return made


def unused_name(name: str) -> str:
    """A name for a copy that no rule has yet, within the length of the column."""
    start = gettext("Copy of %(name)s") % {"name": name}
    taken = set(Rule.objects.values_list("name", flat=True))
    wanted, number = start[:NAME_LENGTH], 2
    while wanted in taken:
        end = f" ({number})"
        wanted, number = start[: NAME_LENGTH - len(end)] + end, number + 1
    return wanted
