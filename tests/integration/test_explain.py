"""The explanation tells what the plan did, and why."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from crosssell import engine, slots
from crosssell.explanation import CandidateTrace, Explanation
from crosssell.facts import Facts
from tests import shopdata
from tests.learned import BEST, SLOT, learn, place, rule

pytestmark = pytest.mark.django_db


def explain(include_drafts: bool = False, slot: str = SLOT, **page: Any) -> Explanation:
    return engine.explain(Facts.of(None, **page), slot, include_drafts)


def candidates(found: Explanation) -> dict[str, CandidateTrace]:
    [placement] = found.placements
    return {one.title: one for trace in placement.rules for one in trace.candidates}


def test_every_candidate_has_its_score_and_its_fate() -> None:
    tea, cup, pot, jam = [shopdata.make_product(name) for name in ("Tea", "Cup", "Pot", "Jam")]
    hidden = shopdata.make_product("Hidden", is_public=False)
    dear = shopdata.make_product("Dear", "40.00")
    run = learn({tea: [cup, hidden, dear, pot, 10**6]}, best=[cup, jam])
    at_most = ("relative_price", {"at_most": 200})
    place(rule(filters=[at_most], fallbacks=[BEST], name="Pairs"), max_items=2, title="Goes with")
    found = explain(product=tea)
    assert (found.slot, found.run_id, found.facts["product"]) == (SLOT, run.pk, tea.pk)
    [placement] = found.placements
    assert (placement.title, placement.shown, placement.code) == ("Goes with", True, "")
    [trace] = placement.rules
    assert (trace.name, trace.applies, trace.args) == (
        "Pairs",
        True,
        {"place": "auto"},
    )
    fates = [
        (one.title, one.label, one.outcome, one.rank, one.filter, one.reason)
        for one in trace.candidates
    ]
    assert fates == [
        ("Cup", "primary", "shown", 1, "", ""),
        ("Hidden", "primary", "kept_out", None, "not_public", "not_public"),
        ("Dear", "primary", "kept_out", None, "relative_price", "too_dear"),
        ("Pot", "primary", "shown", 2, "", ""),
        ("", "primary", "kept_out", None, "exists", "unknown_product"),
        ("Cup", "backup", "kept_out", None, "once_a_page", "shown_already"),
        ("Jam", "backup", "after_last", None, "", ""),
    ]
    first = trace.candidates[0]
    assert (first.score, first.parts, first.together, first.orders) == (
        0.99,
        {"pair": 0.99},
        48,
        210,
    )
    assert first.price == "4.00"
    assert json.loads(json.dumps(found.as_dict()))["placements"][0]["rules"][0]["name"] == "Pairs"


def test_a_basket_score_is_split_by_the_products_it_comes_from() -> None:
    tea, jam, cup = [shopdata.make_product(name) for name in ("Tea", "Jam", "Cup")]
    learn({tea: [cup], jam: [tea, cup]})
    slot = next(slot.name for slot in slots.SLOTS if slot.page == "basket")
    place(rule(), slot=slot)
    found = explain(slot=slot, basket=shopdata.make_basket(tea, jam))
    assert candidates(found)["Cup"].parts == {f"product {tea.pk}": 0.99, f"product {jam.pk}": 0.98}
    assert found.facts["basket"] == [tea.pk, jam.pk]


def test_conditions_tell_their_answers() -> None:
    tea = shopdata.make_product("Tea", "4.00")
    learn(best=[shopdata.make_product("Cup")])
    under_3 = ("product_price", {"below": "3"})
    place(
        rule(
            "bestsellers",
            conditions=[under_3, (*under_3, True), ("customer_group", {"groups": [1]})],
        )
    )
    [trace] = explain(product=tea).placements[0].rules
    assert (trace.applies, trace.code, trace.candidates) == (False, "condition", ())
    assert [(one.code, one.negate, one.ok, one.reason) for one in trace.conditions] == [
        ("product_price", False, False, "price_above"),
        ("product_price", True, True, ""),
        ("customer_group", False, False, "customer_unknown"),
    ]


def test_idle_and_bad_rows_say_so() -> None:
    cup = shopdata.make_product("Cup")
    learn(best=[cup])
    tomorrow = timezone.now() + timedelta(days=1)
    off = rule("bestsellers", active=False)
    place(rule("bestsellers"), position=1, active=False)
    place(rule("bestsellers"), position=2, starts_at=tomorrow)
    place(rule("bestsellers"), position=3, ends_at=tomorrow - timedelta(days=2))
    place(rule("bestsellers"), position=4, widget="gone")
    place(rule("gone"), off, position=5)
    place(rule("bestsellers"), position=6, min_items=2)
    found = explain()
    assert [(one.shown, one.code, one.draft) for one in found.placements] == [
        (False, "off", "off"),
        (False, "not_started", "not_started"),
        (False, "ended", "ended"),
        (False, "bad", ""),
        (False, "too_few", ""),
        (False, "too_few", ""),
    ]
    told = [[rule.code for rule in one.rules] for one in found.placements[:4]]
    assert told == [["not_asked"]] * 4
    assert "There is no widget with the code 'gone'" in found.placements[3].problem
    bad, idle = sorted(found.placements[4].rules, key=lambda one: one.code)
    assert (bad.code, idle.code) == ("bad", "off")
    assert "There is no strategy with the code 'gone'" in bad.problem
    assert found.placements[5].rules[0].candidates[0].outcome == "too_few"


def test_drafts_are_worked_out_when_asked_for() -> None:
    cup = shopdata.make_product("Cup")
    learn(best=[cup])
    place(rule("bestsellers", active=False), active=False)
    [draft] = explain(include_drafts=True).placements
    assert (draft.shown, draft.draft, draft.rules[0].candidates[0].rank) == (True, "off", 1)
    assert engine.plan(Facts.of(None), [SLOT]) == {}


def test_a_slot_above_takes_its_products_away() -> None:
    tea, cup = shopdata.make_product("Tea"), shopdata.make_product("Cup")
    learn({tea: [cup]})
    above, below = [slot.name for slot in slots.SLOTS if slot.page == "product"][:2]
    for name in (above, below):
        place(rule(), slot=name)
    found = explain(slot=below, product=tea)
    one = candidates(found)["Cup"]
    assert (one.outcome, one.filter) == ("kept_out", "once_a_page")
    assert found.placements[0].code == "too_few"


def test_what_oscars_strategy_refuses_is_named() -> None:
    tea, cup, pot = [shopdata.make_product(name) for name in ("Tea", "Cup", "Pot")]
    learn({tea: [cup, pot]})
    place(rule(), max_items=1)
    facts = Facts.of(None, product=tea)

    class NoCups(type(facts.strategy)):
        def select_stockrecord(self, product: Any) -> Any:
            return None if product.title == "Cup" else super().select_stockrecord(product)

    facts.strategy = NoCups()
    shown = candidates(engine.explain(facts, SLOT))
    assert (shown["Cup"].filter, shown["Cup"].reason) == ("selling_strategy", "not_available")
    assert shown["Pot"].rank == 1


def test_an_unknown_slot_is_an_error_and_an_empty_one_is_not() -> None:
    with pytest.raises(LookupError, match="no slot 'nowhere'"):
        explain(slot="nowhere")
    assert explain().placements == ()


def run(*args: str) -> str:
    out = StringIO()
    call_command("crosssell_explain", *args, stdout=out, stderr=out)
    return out.getvalue()


def test_the_command_tells_it_in_words() -> None:
    tea, cup, pot = [shopdata.make_product(name) for name in ("Tea", "Cup", "Pot")]
    unpriced = shopdata.make_product("Unpriced", None)
    learn({tea: [cup, pot, unpriced]}, best=[cup])
    dates = ("schedule", {"until_day": "2020-01-01"})
    place(
        rule(name="Pairs", fallbacks=[BEST]),
        rule("bestsellers", name="Old", conditions=[dates]),
        max_items=1,
    )
    user = shopdata.make_user()
    text = run(
        SLOT,
        "--product",
        str(tea.pk),
        "--basket",
        f"{cup.pk},{unpriced.pk}",
        "--customer",
        user.email,
    )
    lines = [line.strip() for line in text.splitlines()]
    assert "--basket: 'Unpriced' cannot be bought, so the basket is without it." in lines
    assert (
        f"{cup.pk} Cup: score 0.99, pair 0.99, 48 of 210 orders: kept out by in_basket (in_basket)"
        in lines
    )
    assert f"{pot.pk} Pot: score 0.98, pair 0.98, 48 of 210 orders: rank 1" in lines
    assert (
        f"{unpriced.pk} Unpriced: score 0.97, pair 0.97, 48 of 210 orders: "
        "kept out by not_buyable (not_buyable)"
    ) in lines
    assert (
        f"{cup.pk} Cup: score 999, orders 999, backup: kept out by in_basket (in_basket)" in lines
    )
    assert "when schedule: no (after_last_day)" in lines
    assert (
        "Rule 'Old', bestsellers {'window': 28, 'of': 'shop'}: does not apply: condition" in lines
    )
    assert shopdata.Basket.objects.count() == 0


def test_the_command_prints_json_and_says_where_nothing_is() -> None:
    assert "No placement is in this slot." in run(SLOT)
    learn(best=[shopdata.make_product("Cup")])
    place(rule("bestsellers"), active=False)
    found = json.loads(run(SLOT, "--drafts", "--json"))
    assert found["placements"][0]["rules"][0]["candidates"][0]["title"] == "Cup"
    told = run(SLOT)
    assert "(draft: off): not shown: off" in told
    assert "does not apply: not_asked" in told


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["nowhere"], "There is no slot 'nowhere'. Slots: "),
        ([SLOT, "--product", "77"], "--product: there is no product with the id 77."),
        ([SLOT, "--category", "77"], "--category: there is no category with the id 77."),
        ([SLOT, "--basket", "77"], "--basket: there is no product with the id 77."),
        ([SLOT, "--basket", "9" * 30], "--basket: there is no product with the id 999"),
        ([SLOT, "--basket", "tea"], "--basket must be product ids with commas, such as 12,40."),
        ([SLOT, "--customer", "77"], "--customer: there is no customer '77'"),
        ([SLOT, "--customer", "a@b.c"], "--customer: there is no customer 'a@b.c'"),
    ],
)
def test_the_command_names_what_it_does_not_know(args: list[str], message: str) -> None:
    with pytest.raises(CommandError) as error:
        run(*args)
    assert str(error.value).startswith(message)
