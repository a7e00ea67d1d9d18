"""Print why a slot shows what it shows, or why not a product."""

import json
from argparse import ArgumentParser
from itertools import groupby
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from crosssell import engine, slots
from crosssell.explanation import CandidateTrace, Explanation, PlacementTrace, RuleTrace
from crosssell.facts import Facts
from crosssell.oscar.trial import trial_basket
from crosssell.why import Step, steps


class Command(BaseCommand):
    """`crosssell_explain SLOT`: the same answer as the preview in admin, as text or JSON."""

    help = "Print why a slot shows what it shows: placements, rules, candidates, filters."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slot", help='For example "product.below_description".')
        parser.add_argument("--product", type=int, metavar="ID", help="The page's product.")
        parser.add_argument("--category", type=int, metavar="ID", help="The page's category.")
        parser.add_argument("--basket", metavar="ID,ID", help="Products in the basket, one each.")
        parser.add_argument("--customer", metavar="EMAIL|ID", help="The signed-in customer.")
        parser.add_argument("--drafts", action="store_true", help="Treat idle rows as in force.")
        parser.add_argument(
            "--why", type=int, metavar="ID", help="Only what each rule does with this product."
        )
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        if slots.find(options["slot"]) is None:
            known = ", ".join(slot.name for slot in slots.all_slots())
            raise CommandError(f"There is no slot {options['slot']!r}. Slots: {known}.")
        user = _customer(options["customer"]) if options["customer"] else AnonymousUser()
        page = {name: _one(name, options[name]) for name in ("product", "category")}
        asked = _one("product", options["why"], "--why")
        seller = Facts.of(None, user=user).strategy
        with trial_basket(_ids(options["basket"]), seller, user) as trial:
            facts = Facts.of(None, **page, user=user, basket=trial.basket)
            found = engine.explain(facts, options["slot"], include_drafts=options["drafts"])
        for title in trial.refused:
            self.stderr.write(f"--basket: {title!r} cannot be bought, so the basket is without it.")
        if asked is not None:
            self.stdout.write("\n".join(why_in_words(found, asked)))
        elif options["json"]:
            self.stdout.write(json.dumps(found.as_dict(), indent=2, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(in_words(found)))


def in_words(found: Explanation) -> list[str]:
    """The explanation as indented lines."""
    facts = ", ".join(f"{name} {value}" for name, value in found.facts.items() if value)
    lines = [f"{found.slot} at {found.now}, run {found.run_id or 'none'}; {facts or 'no facts'}"]
    if not found.placements:
        lines.append("  No placement is in this slot.")
    for placement in found.placements:
        lines += _placement(placement)
    return lines


def why_in_words(found: Explanation, product: Any) -> list[str]:
    """What each rule of the slot does with a product, one line a rule."""
    variants = {child.pk for child in product.children.all()}
    family = {product.pk, *variants} | ({product.parent_id} if product.parent_id else set())
    lines = [f"{found.slot}: product {product.pk} {product.get_title()}"]
    all_steps = steps(found, family)
    for placement, of_it in groupby(all_steps, key=lambda step: step.placement):
        told = list(of_it)
        fate = f" {told[0].code}" if told[0].rule is None else ""
        lines.append(f"  Placement {placement.id} {(placement.title or placement.widget)!r}:{fate}")
        lines += [f"    Rule {one.rule.name!r}: {_step(one)}" for one in told if one.rule]
    return lines if all_steps else [*lines, "  No placement is in this slot."]


def _step(one: Step) -> str:
    if one.condition is not None:
        word = "not " if one.condition.negate else ""
        return f"kept out by its condition {word}{one.condition.code} ({one.condition.reason})"
    if one.stopped_by is not None:
        return f"not asked, rule {one.stopped_by.name!r} stops the placement"
    if one.code == "not_proposed" and one.rule is not None:
        asked = (one.rule.strategy, *(code for code, _args in one.rule.fallbacks))
        return f"not proposed by {', '.join(asked)}"
    if one.candidate is None:
        return one.code
    label = "" if one.candidate.label == "primary" else f", {one.candidate.label}"
    if one.code == "kept_out":
        return f"kept out by {one.candidate.filter} ({one.candidate.reason}){label}"
    if one.code == "after_last":
        return f"rank {one.rank} of {one.placement.max_items} places{label}"
    if one.code == "too_few" or not one.shown:
        return f"{one.placement.code}{label}"
    return f"shown at rank {one.rank}{label}"


def _placement(one: PlacementTrace) -> list[str]:
    fate = "shown" if one.shown else f"not shown: {one.problem or one.code}"
    draft = f" (draft: {one.draft})" if one.draft else ""
    name = one.title or one.widget
    lines = [
        f"  Placement {one.id} {name!r}, {one.min_items} to {one.max_items} items{draft}: {fate}"
    ]
    for rule in one.rules:
        lines += _rule(rule)
    return lines


def _rule(one: RuleTrace) -> list[str]:
    fate = "applies" if one.applies else f"does not apply: {one.problem or one.code}"
    lines = [f"    Rule {one.name or 'of the widget'!r}, {one.strategy} {one.args}: {fate}"]
    for condition in one.conditions:
        word = "not " if condition.negate else ""
        answer = "yes" if condition.ok else f"no ({condition.reason})"
        lines.append(f"      when {word}{condition.code}: {answer}")
    return lines + [f"      {_candidate(candidate)}" for candidate in one.candidates]


def _candidate(one: CandidateTrace) -> str:
    fate = one.outcome
    if one.rank is not None:
        fate = f"rank {one.rank}"
    elif one.filter:
        fate = f"kept out by {one.filter} ({one.reason})"
    evidence = f", {one.together} of {one.orders} orders" if one.orders else ""
    parts = "".join(f", {name} {value:.4g}" for name, value in one.parts.items())
    label = "" if one.label == "primary" else f", {one.label}"
    title = one.title or "?"
    return f"{one.product_id} {title}: score {one.score:.4g}{parts}{evidence}{label}: {fate}"


def _one(kind: str, pk: int | None, option: str = "") -> Any:
    if pk is None:
        return None
    found = apps.get_model("catalogue", kind).objects.filter(pk=pk).first()
    if found is None:
        raise CommandError(f"{option or f'--{kind}'}: there is no {kind} with the id {pk}.")
    return found


def _ids(text: str | None) -> list[int]:
    if not text:
        return []
    try:
        ids = [int(part) for part in text.split(",")]
    except ValueError:
        raise CommandError("--basket must be product ids with commas, such as 12,40.") from None
    products = apps.get_model("catalogue", "Product").objects
    for pk in ids:
        if not products.filter(pk=pk).exists():
            raise CommandError(f"--basket: there is no product with the id {pk}.")
    return ids


def _customer(name: str) -> Any:
    users = get_user_model().objects.all()
    found = users.filter(pk=int(name)) if name.isdigit() else users.filter(email__iexact=name)
    user = found.first()
    if user is None:
        raise CommandError(f"--customer: there is no customer {name!r}; give an e-mail or an id.")
    return user
