"""Print why a slot shows what it shows, for a product, a basket and a customer."""

import json
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.management.base import BaseCommand, CommandError

from crosssell import engine, slots
from crosssell.explanation import CandidateTrace, Explanation, PlacementTrace, RuleTrace
from crosssell.facts import Facts
from crosssell.oscar.trial import trial_basket


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
        parser.add_argument("--json", action="store_true", help="Print JSON.")

    def handle(self, *args: Any, **options: Any) -> None:
        if slots.find(options["slot"]) is None:
            known = ", ".join(slot.name for slot in slots.all_slots())
            raise CommandError(f"There is no slot {options['slot']!r}. Slots: {known}.")
        user = _customer(options["customer"]) if options["customer"] else AnonymousUser()
        page = {name: _one(name, options[name]) for name in ("product", "category")}
        seller = Facts.of(None, user=user).strategy
        with trial_basket(_ids(options["basket"]), seller, user) as trial:
            facts = Facts.of(None, **page, user=user, basket=trial.basket)
            found = engine.explain(facts, options["slot"], include_drafts=options["drafts"])
        for title in trial.refused:
            self.stderr.write(f"--basket: {title!r} cannot be bought, so the basket is without it.")
        if options["json"]:
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


def _one(kind: str, pk: int | None) -> Any:
    if pk is None:
        return None
    found = apps.get_model("catalogue", kind).objects.filter(pk=pk).first()
    if found is None:
        raise CommandError(f"--{kind}: there is no {kind} with the id {pk}.")
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
