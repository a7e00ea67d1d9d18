"""The table of slots, the overrides written from it, and the slots of a shop."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.template import Template, TemplateSyntaxError
from django.template.loader import get_template
from django.test import override_settings
from django.utils import translation

from crosssell import slots
from crosssell.management.commands import crosssell_templates as command
from crosssell.template_slots import shown_by

TEMPLATES = Path(command.__file__).parents[2] / "templates"
OWN = {"name": "shop.about", "label": "About us", "page": "about"}


def test_the_overrides_equal_the_table() -> None:
    assert command.differing(TEMPLATES) == []
    call_command("crosssell_templates", "--check", verbosity=0)


@pytest.mark.parametrize("slot", slots.SLOTS, ids=lambda slot: slot.name)
def test_a_row_of_the_table_is_sound(slot: slots.Slot) -> None:
    assert slot.page in slots.PAGES
    assert slot.where in slots.SIDES
    by_hand = slot.page in ("home", "bundle") or slot.name == "mini_basket.bottom"
    assert bool(slot.template) == bool(slot.block) == (not by_hand)
    assert str(slot.label).startswith(f"{slots.PAGES[slot.page]}: ")
    assert slots.find(slot.name) is slot


@pytest.mark.parametrize("template", command.overrides())
def test_what_an_override_holds_is_what_its_template_shows(template: str) -> None:
    carried = {slot.name for slot in slots.SLOTS if slot.template == template}
    assert carried <= shown_by(get_template(template).template)


def test_labels_are_translated_when_they_are_read() -> None:
    slot = slots.find("home.top")
    assert slot is not None
    with translation.override("en"):
        assert str(slot.label) == "Home page: at the top"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "_folder", lambda: tmp_path)
    return tmp_path


def test_write_makes_check_content_and_keeps_what_is_made_by_hand(folder: Path) -> None:
    (folder / "oscar").mkdir()
    (folder / "oscar/by_hand.html").write_text("mine")
    (folder / "oscar/gone.html").write_text(f"{command.MARK} a slot of yesterday")
    with pytest.raises(CommandError, match="oscar/gone.html, oscar/layout.html"):
        call_command("crosssell_templates", "--check")
    call_command("crosssell_templates", "--write", verbosity=0)
    call_command("crosssell_templates", "--check", verbosity=0)
    assert (folder / "oscar/by_hand.html").read_text() == "mine"
    assert not (folder / "oscar/gone.html").exists()
    written = (folder / "oscar/search/results.html").read_text()
    assert written == (
        '{% extends "oscar/search/results.html" %}\n'
        f"{{% load crosssell_tags %}}\n{command.MARK}\n\n"
        "{% block content %}\n"
        '    {% crosssell_slot "search.above_results" %}\n'
        "    {{ block.super }}\n"
        '    {% crosssell_slot "search.below_results" %}\n'
        "{% endblock %}\n\n"
        "{% block column_left %}\n"
        "    {{ block.super }}\n"
        '    {% crosssell_slot "search.below_filters" %}\n'
        "{% endblock %}\n"
    )


def test_check_names_an_override_that_was_edited(folder: Path) -> None:
    call_command("crosssell_templates", "--write", verbosity=0)
    (folder / "oscar/404.html").write_text("edited")
    with pytest.raises(CommandError, match=r"slots.py: oscar/404.html\. Run manage.py"):
        call_command("crosssell_templates", "--check")


@override_settings(CROSSSELL={"SLOTS": [OWN]})
def test_a_shop_adds_slots_of_its_own() -> None:
    assert [*slots.all_slots()][-1] == slots.Slot("shop.about", "About us", "about")
    assert slots.find("shop.about") == slots.Slot("shop.about", "About us", "about")


@pytest.mark.parametrize("entry", [{"name": "x"}, {**OWN, "colour": "red"}, "shop.about"])
def test_an_entry_that_is_no_slot_says_how_to_mend_it(entry: object) -> None:
    with (
        override_settings(CROSSSELL={"SLOTS": [entry]}),
        pytest.raises(ImproperlyConfigured, match="a dict with name, label and page"),
    ):
        [*slots.all_slots()]


@pytest.mark.parametrize("words", ["", "product.top", '"a.b" kept', '"a.b" as', '"a.b" in kept'])
def test_a_tag_that_cannot_be_read_says_how_to_write_it(words: str) -> None:
    with pytest.raises(TemplateSyntaxError, match='Write {% crosssell_slot "name" %}'):
        Template("{% load crosssell_tags %}{% crosssell_slot " + words + " %}")
