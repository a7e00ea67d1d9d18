"""What a bar says, in one language; placeholders are checked as they are typed."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crosssell.admin.merchant_form import MerchantForm
from crosssell.models import ThresholdText

PLACEHOLDERS = {
    "gap": _("what is still to add"),
    "reward": _("what the next tier gives"),
    "amount": _("where it begins"),
    "total": _("what counts now"),
}
FIELDS = ("initial", "progress", "reached")
_BRACES = re.compile(r"\{([^{}]*)\}")


def known_placeholders(text: str) -> None:
    """Raise ValidationError for a placeholder that bars do not fill in, or a brace alone."""
    there = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    for found in _BRACES.finditer(text):
        if found[1] not in PLACEHOLDERS:
            raise ValidationError(
                _("%(found)s is not known. There are: %(known)s."),
                code="placeholder",
                params={"found": found[0][:40], "known": there},
            )
    rest = _BRACES.sub("", text)
    if "{" in rest or "}" in rest:
        raise ValidationError(
            _("A curly bracket stands alone. Brackets are for placeholders: %(known)s."),
            code="bracket",
            params={"known": there},
        )


def placeholders_in_words() -> str:
    """What a merchant may write, and what stands for what."""
    said = ", ".join(f"{{{name}}} ({meaning})" for name, meaning in PLACEHOLDERS.items())
    return gettext(
        "Leave it empty: the bar has words of its own. Or write yours for each language. In them "
        "you may use: %(placeholders)s."
    ) % {"placeholders": said}


class TextForm(MerchantForm):
    """One language and the three texts."""

    language = forms.ChoiceField(label=_("Language"), required=False)

    class Meta:
        model = ThresholdText
        fields = ("language", *FIELDS)

    def __init__(self, *args: Any, currencies: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "progress" not in self.fields:
            # Those who may only look are given words in place of the fields.
            return
        stored = self.instance.language
        known = {code.lower(): gettext(name) for code, name in settings.LANGUAGES}
        if stored:
            known.setdefault(stored, stored)
        self.fields["language"].choices = [("", _("Every other language")), *known.items()]
        for name in FIELDS:
            self.fields[name].validators = [*self.fields[name].validators, known_placeholders]
            self.fields[name].widget.attrs["class"] = "vTextField crosssell-bar-text"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in FIELDS):
            self.add_error("progress", _("Write at least one text, or remove the language."))
        return cleaned
