"""Who wants the weekly summary."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WeeklyMail(models.Model):
    """A merchant who gets it. ``sent_for`` is the last day of the last week that was told."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="crosssell_weekly_mail"
    )
    sent_for = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = _("Weekly summary")
        verbose_name_plural = _("Weekly summaries")

    def __str__(self) -> str:
        return str(self.user)
