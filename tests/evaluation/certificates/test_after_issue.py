"""What becomes of a certificate: revoked, issued anew, signed elsewhere; each step stays on record."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from courses.models import Cohort
from lms.evaluation.certificate_papers import papers_of
from lms.evaluation.enums import CertificateState, CertificateStep
from lms.evaluation.kinds.certificates import ISSUED, REISSUED, REVOKED
from lms.evaluation.models import (
    Certificate,
    CertificateEvent,
    EvaluationEvent,
    Objection,
    ParticipantEvaluation,
    SignedCopy,
)
from lms.evaluation.queries.certificates import may_read_signed, signed_file_of, with_all
from lms.evaluation.queries.eligibility import eligibility_of
from lms.evaluation.services.certificate_jobs import make_due_papers
from lms.evaluation.services.certificates import reissue, revoke
from lms.evaluation.services.signed_copies import add_signed_copies, add_signed_copy
from lms.files import store
from lms.files.services import check_file
from lms.notices.models import Notice
from lms.people import clock
from lms.people.errors import Conflict, Refusal
from lms.people.models import AuditEntry, User
from tests.conftest import Cast
from tests.courses.asking import as_user
from tests.factories.courses import make_cohort
from tests.factories.files import paper, photo
from tests.factories.graduates import make_certificate, make_result, make_signatory

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(cast: Cast, cohort: Cohort) -> Certificate:
    return make_certificate(actor=cast.coordinator, cohort=cohort, name="Ayu Lestri", work_unit=cast.unit)


def fresh(certificate: Certificate) -> Certificate:
    return with_all(Certificate.objects.filter(pk=certificate.pk)).get()


def renamed(certificate: Certificate, **fields: object) -> Certificate:
    User.objects.filter(pk=certificate.enrolment.user_id).update(**(fields or {"name": "Ayu Lestari"}))
    return fresh(certificate)


def test_revoked_it_is_said_to_all_and_the_reason_to_the_person(cast: Cast, certificate: Certificate) -> None:
    revoke(actor=cast.coordinator, certificate=certificate, cause="result", reason="Nilai akhir dikoreksi")
    assert fresh(certificate).state == CertificateState.REVOKED
    event = CertificateEvent.objects.get(step=CertificateStep.REVOKED)
    assert (event.cause, event.reason, event.actor) == ("result", "Nilai akhir dikoreksi", cast.coordinator)
    assert Notice.objects.get(kind=REVOKED).to == certificate.enrolment.user
    assert Notice.objects.get(kind=ISSUED).withdrawn_at is not None
    assert AuditEntry.objects.filter(action="evaluation.certificate.revoked").count() == 1
    with pytest.raises(Conflict):
        revoke(actor=cast.admin, certificate=certificate, cause="mistake", reason="Lagi")


@pytest.mark.parametrize(("cause", "reason"), [("mistake", "  "), ("", "Alasan"), ("anything", "Alasan")])
def test_revoked_without_cause_or_reason_it_is_not(
    cast: Cast, certificate: Certificate, cause: str, reason: str
) -> None:
    with pytest.raises(Refusal):
        revoke(actor=cast.coordinator, certificate=certificate, cause=cause, reason=reason)
    assert fresh(certificate).is_valid


def test_issued_anew_it_keeps_the_first_dates_and_the_old_one_leads_to_it(cast: Cast, certificate: Certificate) -> None:
    with clock.at(clock.now() + timedelta(days=40)):
        new = reissue(actor=cast.coordinator, certificate=renamed(certificate), reason="Salah ketik nama")
        assert make_due_papers() == 1
    old = fresh(certificate)
    assert (old.state, old.replaced_by, new.replaces) == (CertificateState.REPLACED, new, old)
    assert (new.serial, new.number) == (2, "0002/SERT-PK/IX/2026")
    assert new.code != old.code
    assert (new.facts["name"], new.facts["issued_on"], new.facts["first_issued_on"]) == (
        "Ayu Lestari", "2026-09-14", "2026-08-05",
    )  # fmt: skip
    same = {name for name in old.facts if name not in {"name", "issued_on"}}
    assert {name: new.facts[name] for name in same} == {name: old.facts[name] for name in same}
    assert old.facts["name"] == "Ayu Lestri", "what was issued stays as it was issued"
    assert Notice.objects.get(kind=REISSUED).to == certificate.enrolment.user


def test_issued_anew_a_second_time_the_first_dates_still_stand(cast: Cast, certificate: Certificate) -> None:
    first = reissue(actor=cast.coordinator, certificate=renamed(certificate), reason="Salah ketik")
    with clock.at(clock.now() + timedelta(days=9)):
        second = reissue(actor=cast.coordinator, certificate=renamed(first, name="Ayu Lestari Dewi"), reason="Lagi")
    assert second.facts["first_issued_on"] == certificate.facts["issued_on"]
    with pytest.raises(Conflict):
        reissue(actor=cast.coordinator, certificate=fresh(certificate), reason="Dari yang lama")


def test_a_promotion_since_then_is_not_printed_unless_it_is_asked_for(cast: Cast, certificate: Certificate) -> None:
    row = renamed(certificate, name="Ayu Lestari", rank="III/c")
    new = reissue(actor=cast.coordinator, certificate=row, reason="Salah ketik")
    assert new.facts["rank"] == "Penata Muda, III/a"
    again = reissue(actor=cast.coordinator, certificate=fresh(new), reason="Pangkat keliru", fields=["rank"])
    assert again.facts["rank"] == "Penata, III/c"


def test_where_nothing_would_be_different_nothing_is_issued(cast: Cast, certificate: Certificate) -> None:
    with pytest.raises(Refusal):
        reissue(actor=cast.coordinator, certificate=fresh(certificate), reason="Tanpa sebab")
    with pytest.raises(Refusal):
        reissue(actor=cast.coordinator, certificate=renamed(certificate), reason=" ")
    assert Certificate.objects.count() == 1


def test_after_a_revocation_a_new_one_needs_what_every_one_needs(cast: Cast, certificate: Certificate) -> None:
    revoke(actor=cast.coordinator, certificate=certificate, cause="result", reason="Nilai dikoreksi")
    make_result(certificate.enrolment, actor=cast.coordinator, passed=False, score="50.00")
    with pytest.raises(Refusal):
        reissue(actor=cast.coordinator, certificate=fresh(certificate), reason="Banding")
    make_result(certificate.enrolment, actor=cast.coordinator, score="75.00")
    new = reissue(actor=cast.coordinator, certificate=fresh(certificate), reason="Keberatan diterima")
    assert fresh(certificate).state == CertificateState.REVOKED
    assert new.replaces == certificate
    assert (new.facts["score"], new.facts["first_issued_on"]) == ("75.00", certificate.facts["first_issued_on"])
    with pytest.raises(Conflict):
        reissue(actor=cast.coordinator, certificate=fresh(certificate), reason="Dua kali")


def test_a_certificate_that_outlives_its_result_is_named_and_replaced(cast: Cast, certificate: Certificate) -> None:
    cohort, enrolment = certificate.enrolment.cohort, certificate.enrolment
    assert eligibility_of(cohort)[0].remarks == ()
    make_result(enrolment, actor=cast.coordinator, score="75.00")
    (remark,) = eligibility_of(cohort)[0].remarks
    assert "85,00" in remark
    assert "75,00" in remark
    page = as_user(cast.coordinator).get(certificate.get_absolute_url())
    assert "75,00" in page.content.decode()
    new = reissue(actor=cast.coordinator, certificate=fresh(certificate), reason="Nilai dikoreksi")
    assert new.facts["score"] == "75.00"
    assert eligibility_of(cohort)[0].remarks == ()


def test_a_certificate_whose_result_fails_now_is_not_issued_anew(cast: Cast, certificate: Certificate) -> None:
    make_result(certificate.enrolment, actor=cast.coordinator, passed=False, score="50.00")
    assert len(eligibility_of(certificate.enrolment.cohort)[0].remarks) == 1
    with pytest.raises(Refusal):
        reissue(actor=cast.coordinator, certificate=renamed(certificate), reason="Salah ketik")


def test_while_an_objection_waits_what_holds_goes_on_holding(cast: Cast, certificate: Certificate) -> None:
    evaluation = ParticipantEvaluation.objects.get(enrolment=certificate.enrolment)
    release = EvaluationEvent.objects.create(
        evaluation=evaluation, step="released", actor=cast.coordinator, facts=evaluation.facts, at=clock.now()
    )
    Objection.objects.create(evaluation=evaluation, release=release, text="Nilai keliru")
    answer = as_user(cast.coordinator).get(certificate.get_absolute_url())
    assert answer.context["outlived"] == ()
    assert 'class="notice bad"' not in answer.text
    assert eligibility_of(certificate.enrolment.cohort)[0].remarks == ()
    new = reissue(actor=cast.coordinator, certificate=renamed(certificate), reason="Salah ketik")
    assert new.facts["name"] == "Ayu Lestari"
    # What does not hold any more waits for the answer.
    revoke(actor=cast.coordinator, certificate=new, cause="mistake", reason="Salah orang")
    with pytest.raises(Refusal, match="eberatan"):
        reissue(actor=cast.coordinator, certificate=fresh(new), reason="Terbit lagi")


def test_every_signed_copy_is_known_on_the_public_page(cast: Cast, certificate: Certificate) -> None:
    body = store.read(fresh(certificate).paper.path)
    for n in range(2):
        copy = add_signed_copy(
            actor=cast.coordinator, certificate=certificate, name=f"{n}.pdf", content=body + b"\n%% %d\n" % n
        )
        check_file(file_id=copy.file_id)
    said = Client().get(certificate.verify_path).content.decode()
    digests = [copy.file.stored_sha256 for copy in SignedCopy.objects.select_related("file")]
    assert len(set(digests)) == 2
    assert all(one in said for one in digests)


def test_another_may_sign_what_is_issued_anew(cast: Cast, certificate: Certificate) -> None:
    other = make_signatory(cast.coordinator, name="Budi Hartono", nip="")
    new = reissue(actor=cast.coordinator, certificate=renamed(certificate), reason="Salah ketik", signatory=other)
    assert new.facts["signatory"]["name"] == "Budi Hartono"
    assert certificate.facts["signatory"]["name"] != "Budi Hartono"


def test_a_signed_copy_of_its_own_is_kept_byte_for_byte(cast: Cast, certificate: Certificate) -> None:
    own = store.read(fresh(certificate).paper.path) + b"\n% tanda tangan elektronik\n"
    copy = add_signed_copy(actor=cast.coordinator, certificate=certificate, name="tertandatangani.pdf", content=own)
    assert signed_file_of(fresh(certificate)) is None, "not before it is checked"
    check_file(file_id=copy.file_id)
    file = signed_file_of(fresh(certificate))
    assert file is not None
    assert store.read(file.path) == own
    again = add_signed_copy(actor=cast.coordinator, certificate=certificate, name="tertandatangani.pdf", content=own)
    assert again == copy
    assert may_read_signed(certificate.enrolment.user, file)
    assert not may_read_signed(cast.outsider, file)


def test_another_paper_is_no_signed_copy(cast: Cast, cohort: Cohort, certificate: Certificate) -> None:
    other = make_certificate(actor=cast.coordinator, cohort=cohort)
    body = store.read(fresh(other).paper.path)
    with pytest.raises(Refusal, match="PDF"):
        add_signed_copy(actor=cast.coordinator, certificate=certificate, name="lain.pdf", content=body)
    with pytest.raises(Refusal):
        add_signed_copy(actor=cast.coordinator, certificate=certificate, name="foto.jpg", content=photo())
    with pytest.raises(Refusal):
        add_signed_copy(actor=cast.coordinator, certificate=certificate, name="rusak.pdf", content=b"%PDF-1.7 rusak")
    # A scan has no text: somebody must have looked at it.
    scan = paper()
    with pytest.raises(Refusal):
        add_signed_copy(actor=cast.coordinator, certificate=certificate, name="pindai.pdf", content=scan)
    add_signed_copy(actor=cast.coordinator, certificate=certificate, name="pindai.pdf", content=scan, compared=True)
    assert SignedCopy.objects.count() == 1


# It opens, and its only page is nowhere.
PAGELESS = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[9 0 R]/Count 1>>endobj\n"
    b"trailer<</Root 1 0 R/Size 3>>\n%%EOF"
)


def test_a_pdf_with_a_broken_page_is_refused_and_keeps_no_other_out(
    cast: Cast, cohort: Cohort, certificate: Certificate
) -> None:
    with pytest.raises(Refusal):
        add_signed_copy(actor=cast.coordinator, certificate=certificate, name="rusak.pdf", content=PAGELESS)
    files = [("rusak.pdf", PAGELESS), ("a.pdf", store.read(fresh(certificate).paper.path))]
    sent = add_signed_copies(actor=cast.coordinator, cohort=cohort, files=files)
    assert [bool(one.problem) for one in sent] == [True, False]


def test_the_end_of_a_longer_number_is_not_its_own(cast: Cast, cohort: Cohort, certificate: Certificate) -> None:
    other = make_certificate(actor=cast.coordinator, cohort=cohort)
    Certificate.objects.filter(pk=other.pk).update(number=f"1{certificate.number}")
    body = papers_of([Certificate.objects.select_related("signature", "replaces").get(pk=other.pk)])[0]
    with pytest.raises(Refusal):
        add_signed_copy(actor=cast.coordinator, certificate=certificate, name="lain.pdf", content=body)
    add_signed_copy(actor=cast.coordinator, certificate=fresh(other), name="lain.pdf", content=body)


def test_what_does_not_hold_takes_no_signed_copy(cast: Cast, certificate: Certificate) -> None:
    body = store.read(fresh(certificate).paper.path)
    revoke(actor=cast.coordinator, certificate=certificate, cause="other", reason="Uji")
    with pytest.raises(Refusal):
        add_signed_copy(actor=cast.coordinator, certificate=certificate, name="a.pdf", content=body)


def test_many_signed_copies_find_their_certificates_by_the_code(
    cast: Cast, cohort: Cohort, certificate: Certificate
) -> None:
    other = make_certificate(actor=cast.coordinator, cohort=cohort)
    elsewhere = make_certificate(actor=cast.coordinator, cohort=make_cohort(actor=cast.coordinator))
    bodies = [store.read(fresh(one).paper.path) + b"\n%signed\n" for one in (other, certificate, elsewhere)]
    files = [(f"{n}.pdf", body) for n, body in enumerate(bodies)] + [("pindai.pdf", paper()), ("foto.jpg", photo())]
    sent = add_signed_copies(actor=cast.coordinator, cohort=cohort, files=files)
    assert [one.certificate for one in sent] == [other, certificate, None, None, None]
    assert [bool(one.problem) for one in sent] == [False, False, True, True, True]
    assert SignedCopy.objects.count() == 2
    # Sent again, and one of them revoked meanwhile: the rest is as it was.
    revoke(actor=cast.coordinator, certificate=other, cause="other", reason="Uji")
    again = add_signed_copies(actor=cast.coordinator, cohort=cohort, files=files[:2])
    assert [bool(one.problem) for one in again] == [True, False]
    assert SignedCopy.objects.count() == 2
