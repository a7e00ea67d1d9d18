"""Back-tests: what a set of rules would have shown beside past orders."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from crosssell.models.placement import Placement


class BackTest(models.Model):
    """One replay of the shop's last orders through a placement's rules."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    placement = models.ForeignKey(
        Placement, models.SET_NULL, verbose_name=_("Placement"), null=True, related_name="+"
    )
    orders = models.PositiveIntegerField(_("Last orders"), default=5_000)
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(_("Progress in %"), default=0)
    stage = models.CharField(_("Stage"), max_length=40, blank=True)
    error = models.TextField(_("Error"), blank=True)
    asked = models.JSONField(_("What was tested"), default=dict, blank=True)
    result = models.JSONField(_("Result"), default=dict, blank=True)
    created_at = models.DateTimeField(_("Started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("Finished"), null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name=_("Started by"),
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("Back-test")
        verbose_name_plural = _("Back-tests")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.pk} ({self.get_state_display()})"
