"""Placements in admin."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from crosssell.models import Placement, Rule
from tests.merchant import errors_of, messages_of, placement_form, sign_in

pytestmark = pytest.mark.django_db
ADD = reverse("admin:crosssell_placement_add")
LIST = reverse("admin:crosssell_placement_changelist")


@pytest.fixture(autouse=True)
def merchant(client: Client) -> Any:
    for name in ("Bestsellers", "New"):
        Rule.objects.create(name=name, strategy="bestsellers")
    return sign_in(client)


def test_a_placement_is_saved_with_its_rules(client: Client) -> None:
    rule = Rule.objects.get(name="Bestsellers")

    response = client.post(ADD, placement_form(rules=[rule.pk], layout="grid"))

    placement = Placement.objects.get()
    assert response.status_code == 302
    assert (placement.slot, placement.widget, placement.args, placement.layout) == (
        "product.below_description",
        "products",
        {},
        "grid",
    )
    assert list(placement.rules.all()) == [rule]
    assert not [text for text in messages_of(response) if "shows nothing" in text]


def test_args_of_the_widget_are_saved(client: Client) -> None:
    client.post(
        ADD, placement_form(widget="bought_together", **{"args-bought_together-partners": "2"})
    )

    assert Placement.objects.get().args == {"partners": 2}


def test_the_kind_of_widget_starts_with_the_default(client: Client) -> None:
    html = client.get(ADD).content.decode()

    assert '<option value="products" selected>' in html


def test_the_slots_are_offered_by_page(client: Client) -> None:
    html = client.get(ADD).content.decode()

    assert '<optgroup label="Product page">' in html
    assert (
        '<option value="product.below_description">Product page: below the description</option>'
        in html
    )


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"slot": "nowhere"}, "slot", "There is no slot “nowhere”. Known: "),
        ({"slot": ""}, "slot", "This field is required."),
        ({"widget": "flash"}, "widget", "“flash” is not known here. Known: bought_together"),
        ({"layout": "spiral"}, "layout", "Select a valid choice."),
        ({"min_items": "5"}, "max_items", "at least “Least items”"),
        ({"min_items": "0"}, "min_items", "greater than or equal to 1"),
        ({"max_items": "51"}, "max_items", "less than or equal to 50"),
        ({"max_items": "-1"}, "max_items", "greater than or equal to"),
        ({"max_items": "1000000000"}, "max_items", "less than or equal to"),
        ({"position": "40000000000"}, "position", "less than or equal to"),
        ({"rules": ["999999"]}, "rules", "999999 is not one of the available choices"),
        (
            {"widget": "bought_together", "args-bought_together-partners": "9"},
            "partners",
            "less than or equal to 3",
        ),
        (
            {
                "widget": "bought_together",
                "min_items": "3",
                "max_items": "4",
                "args-bought_together-partners": "2",
            },
            "min_items",
            "shows at most 2, so it would never be shown.",
        ),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    client: Client, changes: dict[str, Any], field: str, said: str
) -> None:
    response = client.post(ADD, placement_form(**changes))

    assert response.status_code == 200
    assert said in errors_of(response)[field][0]
    assert response.context["adminform"].form.non_field_errors() == []
    assert not Placement.objects.exists()


def test_a_widget_that_takes_no_rules_says_so(client: Client) -> None:
    rule = Rule.objects.first()

    response = client.post(ADD, placement_form(widget="bought_together", rules=[rule.pk]))

    assert errors_of(response)["rules"] == ["“Bought together” takes no rules. Please remove them."]


def test_a_placement_without_a_rule_is_saved_with_a_warning(client: Client) -> None:
    response = client.post(ADD, placement_form(title="Bare"))

    assert Placement.objects.count() == 1
    assert "“Bare” has no rule yet, so it shows nothing. Choose one below." in messages_of(response)
    assert b"No rule yet: shows nothing" in client.get(LIST).content


def test_a_placement_whose_rules_are_off_is_saved_with_a_warning(client: Client) -> None:
    rule = Rule.objects.create(name="Off", strategy="matrix", active=False)

    response = client.post(ADD, placement_form(title="Bare", rules=[rule.pk]))

    assert "None of the rules of “Bare” is on now, so it shows nothing." in messages_of(response)


def test_a_copy_is_off_and_has_the_rules(client: Client) -> None:
    placement = Placement.objects.create(slot="home.top", widget="products", title="A", max_items=7)
    placement.rules.set(Rule.objects.all()[:2])

    client.post(LIST, {"action": "duplicate", "_selected_action": [placement.pk]})

    made = Placement.objects.exclude(pk=placement.pk).get()
    assert (made.slot, made.title, made.max_items, made.active) == ("home.top", "A", 7, False)
    assert set(made.rules.all()) == set(placement.rules.all())


def test_the_list_says_what_is_in_force(client: Client) -> None:
    for active, dates in (
        (True, {}),
        (False, {}),
        (True, {"starts_at": "2099-01-02T12:00Z"}),
        (True, {"ends_at": "2001-01-02T12:00Z"}),
        (True, {"ends_at": "2098-01-02T12:00Z"}),
    ):
        Placement.objects.create(slot="home.top", widget="bought_together", active=active, **dates)

    html = client.get(LIST).content.decode()

    for words in (
        'is-live">Live<',
        'is-draft">Draft<',
        'is-scheduled">Scheduled from 01/02/2099<',
        'is-ended">Ended 01/02/2001<',
        'is-live">Live until 01/02/2098<',
    ):
        assert words in html


@pytest.mark.parametrize(
    ("state", "titles"),
    [
        ("live", {"Now", "Until later"}),
        ("scheduled", {"Later"}),
        ("ended", {"Over"}),
        ("draft", {"Draft"}),
        ("nonsense", {"Now", "Until later", "Later", "Over", "Draft"}),
    ],
)
def test_the_list_is_filtered_by_state(client: Client, state: str, titles: set[str]) -> None:
    past, future = "2001-01-02T12:00Z", "2099-01-02T12:00Z"
    for title, columns in {
        "Now": {"starts_at": past},
        "Until later": {"ends_at": future},
        "Later": {"starts_at": future},
        "Over": {"ends_at": past},
        "Draft": {"active": False, "ends_at": past},
    }.items():
        Placement.objects.create(slot="home.top", widget="products", title=title, **columns)

    response = client.get(LIST, {"state": state})

    assert {row.title for row in response.context["cl"].result_list} == titles


def test_the_list_is_filtered_by_page(client: Client) -> None:
    Placement.objects.create(slot="home.top", title="At home", widget="products")
    Placement.objects.create(slot="basket.top", title="In basket", widget="products", active=False)

    assert b"In basket" not in client.get(LIST, {"page_of": "home"}).content
    assert b"At home" in client.get(LIST, {"state": "nonsense"}).content
    assert b"At home" not in client.get(LIST, {"page_of": "nonsense"}).content


def test_a_slot_that_is_gone_is_shown_and_must_be_replaced(client: Client) -> None:
    placement = Placement.objects.create(slot="old.place", widget="gone")
    url = reverse("admin:crosssell_placement_change", args=(placement.pk,))

    html = client.get(url).content.decode()
    errors = errors_of(client.post(url, placement_form(slot="old.place")))

    assert "old.place (no such slot)" in html
    assert "gone (not installed)" in html
    assert "There is no slot “old.place”" in errors["slot"][0]
    assert b"old.place (no such slot)" in client.get(LIST).content


def test_who_may_only_look_reads_the_widget_in_words(client: Client, merchant: Any) -> None:
    placement = Placement.objects.create(
        slot="home.top", widget="bought_together", args={"partners": 2}
    )
    group = merchant.groups.get()
    group.permissions.set(group.permissions.filter(codename__startswith="view_"))

    html = client.get(
        reverse("admin:crosssell_placement_change", args=(placement.pk,))
    ).content.decode()

    assert "Bought together (Products beside the page&#x27;s own: 2)" in html


def test_placement_and_rule_lead_to_the_preview(client: Client) -> None:
    placement = Placement.objects.create(slot="home.top", widget="products")
    rule = Rule.objects.first()
    placement.rules.add(rule)
    wanted = reverse("admin:crosssell_preview") + "?slot=home.top&amp;drafts=on"

    for row, name in ((placement, "placement"), (rule, "rule")):
        page = client.get(reverse(f"admin:crosssell_{name}_change", args=(row.pk,)))
        assert wanted in page.content.decode()
    missing = client.get(reverse("admin:crosssell_placement_change", args=(999999,)))
    assert missing.status_code == 302
