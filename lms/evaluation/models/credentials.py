"""Credentials that stand beside certificates, and the public halves of the keys they were signed with."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.evaluation.models.certificates import Certificate
from lms.people import clock
from lms.people.append_only import AppendOnlyModel


class IssuerKey(models.Model):
    """The public half of a key that credentials were signed with; the secret one is in the environment alone.

    Kept for good, so that what an older key signed can still be checked. Withdrawn: somebody else may have had it, nothing holds by it.
    """

    public = models.CharField(_("public key"), max_length=64, unique=True)
    first_used_at = models.DateTimeField(_("first used"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("key of the issuer")
        verbose_name_plural = _("keys of the issuer")
        ordering = ["first_used_at", "id"]

    def __str__(self) -> str:
        return self.public


class Credential(AppendOnlyModel):
    """A certificate as a signed Open Badge: made once, never changed. Whether it still holds stands in the status list."""

    certificate = models.OneToOneField(Certificate, models.PROTECT, related_name="credential")
    key = models.ForeignKey(IssuerKey, models.PROTECT, related_name="credentials")
    document = models.JSONField()
    # SHA-256 of the document's canonical form, its proof included.
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = _("digital credential")
        verbose_name_plural = _("digital credentials")

    def __str__(self) -> str:
        return f"credential {self.certificate_id}"
