"""Which slots a template shows, over inheritance and inclusion."""

import pytest
from django.template import Engine

from crosssell.template_slots import shown_by

SOURCES = {
    "base.html": "{% block top %}<base.top>{% endblock %}"
    "{% if yes %}<base.yes>{% else %}<base.no>{% endif %}"
    "{% for one in many %}<base.each>{% empty %}<base.none>{% endfor %}",
    "keeps.html": "{% extends 'base.html' %}{% block top %}{{ block.super }}<mine>{% endblock %}",
    "replaces.html": "{% extends 'base.html' %}{% block top %}<mine>{% endblock %}",
    "nests.html": "{% extends 'base.html' %}{% block top %}"
    "{% block inner %}<inner>{{ block.super }}{% endblock %}{% endblock %}",
    "keeps_inner.html": "{% extends 'nests.html' %}"
    "{% block inner %}{{ block.super }}{% endblock %}",
    "astray.html": "{% extends 'base.html' %}{% block nowhere %}<lost>{% endblock %}",
    "includes.html": "{% include 'base.html' %}{% include 'no.html' %}{% include chosen %}",
    "itself.html": "<round>{% if no %}{% include 'itself.html' %}{% endif %}",
    "chosen.html": "{% extends chosen %}{% block top %}<child>{% endblock %}",
}
ALWAYS = {"base.yes", "base.no", "base.each", "base.none"}


@pytest.fixture
def engine() -> Engine:
    sources = {
        name: source.replace("<", "{% crosssell_slot '").replace(">", "' %}")
        for name, source in SOURCES.items()
    }
    return Engine(
        loaders=[("django.template.loaders.locmem.Loader", sources)],
        builtins=["crosssell.templatetags.crosssell_tags"],
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("base.html", {"base.top"} | ALWAYS),
        ("keeps.html", {"base.top", "mine"} | ALWAYS),
        ("replaces.html", {"mine"} | ALWAYS),
        ("nests.html", {"inner"} | ALWAYS),
        ("keeps_inner.html", {"inner"} | ALWAYS),
        ("astray.html", {"base.top"} | ALWAYS),
        ("includes.html", {"base.top"} | ALWAYS),
        ("itself.html", {"round"}),
        ("chosen.html", {"child"}),
    ],
)
def test_only_what_is_rendered_counts(engine: Engine, name: str, shown: set[str]) -> None:
    assert shown_by(engine.get_template(name)) == shown


def test_a_template_is_walked_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    template = engine.get_template("base.html")
    found = shown_by(template)
    monkeypatch.setattr(template, "nodelist", None)
    assert shown_by(template) is found
