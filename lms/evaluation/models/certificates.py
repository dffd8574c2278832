"""Certificates: a number from a series, facts frozen at issue, and what became of each."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Enrolment
from lms.evaluation.enums import CertificateState
from lms.people import clock
from lms.people.ids import PublicIdModel
from lms.people.models import User, choice_check


class NumberSeries(models.Model):
    """Numbers without gaps or repeats: the row is locked, `last` raised and the certificate written in one transaction."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    # Python's format with `n` (the next number), `year` and `month`.
    pattern = models.CharField(_("pattern"), max_length=80)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of numbers")
        verbose_name_plural = _("series of numbers")

    def __str__(self) -> str:
        return self.code


class Certificate(PublicIdModel):
    """One certificate. `facts` is everything printed on it, as it stood at issue; `digest` its SHA-256. `code` opens the public page."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="certificates")
    series = models.ForeignKey(NumberSeries, models.PROTECT, related_name="certificates")
    serial = models.PositiveIntegerField()
    number = models.CharField(_("number"), max_length=80, unique=True)
    code = models.CharField(max_length=32, unique=True)
    facts = models.JSONField()
    digest = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=8, choices=CertificateState.choices, default=CertificateState.VALID)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    # The place of this one in the list of revoked credentials.
    status_index = models.PositiveIntegerField(unique=True)
    issued_at = models.DateTimeField(default=clock.now)
    issued_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["series", "serial"]
        constraints = [
            choice_check("state", CertificateState.values, "certificate_state"),
            models.UniqueConstraint(fields=["series", "serial"], name="certificate_serial"),
            models.UniqueConstraint(
                fields=["enrolment"], condition=Q(state=CertificateState.VALID), name="one_valid_certificate"
            ),
        ]

    def __str__(self) -> str:
        return self.number
