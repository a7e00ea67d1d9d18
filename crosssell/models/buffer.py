"""What was noted and not counted yet, and how far the counting has come."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BufferedEvent(models.Model):
    """An event of a shop without Redis; counted and deleted in one transaction."""

    kind = models.CharField(max_length=16)
    text = models.TextField()

    class Meta:
        verbose_name = _("Buffered event")
        verbose_name_plural = _("Buffered events")
        indexes = (models.Index(fields=("kind", "id"), name="crosssell_buffered"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class BufferMark(models.Model):
    """The last entry of a Redis stream that was counted, written with the counts themselves."""

    kind = models.CharField(primary_key=True, max_length=16)
    position = models.CharField(max_length=48, default="0-0")

    class Meta:
        verbose_name = _("Buffer mark")
        verbose_name_plural = _("Buffer marks")

    def __str__(self) -> str:
        return f"{self.kind}: {self.position}"

    @classmethod
    def held(cls, kind: str) -> BufferMark:
        """The mark of a kind, which nobody else holds until this transaction ends."""
        # Written first: SQLite then lets one transaction in, which has no locks on rows.
        cls.objects.bulk_create([cls(kind=kind)], ignore_conflicts=True)
        return cls.objects.select_for_update().get(pk=kind)
