"""The form of the demo payment."""

from django import forms
from django.utils.translation import gettext_lazy as _

APPROVE = "approve"
REFUSE = "refuse"


class DemoPaymentForm(forms.Form):
    """Asks how the pretended payment shall end; no card data, nothing to keep secret."""

    outcome = forms.ChoiceField(
        label=_("How shall the demo payment end?"),
        choices=[
            (APPROVE, _("Approve it: the order is placed")),
            (REFUSE, _("Refuse it: see what a shopper sees when a payment fails")),
        ],
        widget=forms.RadioSelect,
        initial=APPROVE,
    )
