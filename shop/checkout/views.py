"""Checkout views that differ from Oscar's: the payment step."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from oscar.apps.checkout import views
from oscar.apps.payment.exceptions import UnableToTakePayment
from oscar.core.loading import get_model

from shop.checkout.forms import APPROVE, DemoPaymentForm

Source = get_model("payment", "Source")
SourceType = get_model("payment", "SourceType")


class PaymentDetailsView(views.PaymentDetailsView):
    """Oscar's payment and preview pages with a demo payment that moves no money."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the payment form: empty on the payment page, as sent on the preview."""
        kwargs.setdefault("payment_form", DemoPaymentForm())
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context

    def handle_payment_details_submission(self, request: HttpRequest) -> HttpResponse:
        """Show the preview, or the payment page again where the form has errors."""
        form = DemoPaymentForm(request.POST)
        if form.is_valid():
            return self.render_preview(request, payment_form=form)
        return self.render_payment_details(request, payment_form=form)

    def handle_place_order_submission(self, request: HttpRequest) -> HttpResponse:
        """Place the order; a preview reached without the payment page counts as approved."""
        form = DemoPaymentForm({"outcome": request.POST.get("outcome", APPROVE)})
        if not form.is_valid():
            return self.render_payment_details(request, payment_form=form)
        submission = self.build_submission(payment_kwargs={"outcome": form.cleaned_data["outcome"]})
        return self.submit(**submission)

    def handle_payment(self, order_number: str, total: Any, **kwargs: Any) -> None:
        """Record an allocation of the total, in the order's currency.

        Raises UnableToTakePayment when the shopper asked for a refusal: Oscar then thaws the
        basket and shows the text on the payment page.
        """
        if kwargs.get("outcome") != APPROVE:
            raise UnableToTakePayment(
                _("The demo payment was refused, as you asked. Nothing was ordered.")
            )
        source_type, _created = SourceType.objects.get_or_create(
            code="demo", defaults={"name": "Demo payment"}
        )
        amount: Decimal = total.incl_tax
        source = Source(
            source_type=source_type,
            currency=total.currency,
            amount_allocated=amount,
            reference=f"demo-{order_number}",
        )
        self.add_payment_source(source)
        self.add_payment_event("Authorised", amount, reference=source.reference)
