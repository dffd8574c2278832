"""The way from a certificate to its credential."""

from __future__ import annotations

from django.urls import reverse
from pytest_django import Settings

from lms.evaluation.models import Certificate
from lms.evaluation.registry import certificate_links
from lms.evaluation.sockets.credentials import check_link, credential_link


def test_a_certificate_leads_to_its_credential_and_to_the_check(certificate: Certificate) -> None:
    hrefs = [link.href for link in certificate_links(certificate)]
    assert reverse("evaluation:credential_detail", args=[certificate.code]) in hrefs
    assert reverse("evaluation:credential_check") in hrefs


def test_nowhere_where_nothing_is_signed(certificate: Certificate, settings: Settings) -> None:
    settings.PADAN_CREDENTIAL_KEY = ""
    assert credential_link(certificate) is None
    assert check_link(certificate) is None
