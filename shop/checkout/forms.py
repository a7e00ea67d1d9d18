"""Forms of the checkout that differ from Oscar's: who the shopper is, and the demo payment."""

from django import forms
from django.utils.translation import gettext_lazy as _
from oscar.apps.checkout import forms as oscar_forms

APPROVE = "approve"
REFUSE = "refuse"


class GatewayForm(oscar_forms.GatewayForm):
    """Oscar's question who the shopper is, which guests can answer without JavaScript too.

    Oscar's script takes the password field out for guests; without it, a browser would insist on
    a password. The server asks for it from returning customers all the same.
    """

    use_required_attribute = False


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
