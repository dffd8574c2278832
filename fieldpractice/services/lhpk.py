"""The report of the field practice: saved as typed, handed in once it is complete, returned or accepted."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from courses.queries.learning import facts_of
from fieldpractice.enums import LHPK_STEPS, LHPK_WRITABLE, LhpkSection, LhpkState
from fieldpractice.models import Lhpk, LhpkEvent, LhpkVersion, Placement
from fieldpractice.queries.jp import field_jp
from fieldpractice.queries.lhpk import digest_of_content, facts_of_report, missing_for
from fieldpractice.queries.officer import officer
from fieldpractice.services.telling_lhpk import tell_of
from lms.people import audit, clock
from lms.people.errors import Conflict, NotAllowed, Refusal
from lms.people.models import User

LONGEST = 8000
S = LhpkState


@transaction.atomic
def save_report(*, actor: User, placement: Placement, sections: Mapping[str, str], seq: int) -> Lhpk:
    """Keep what was typed, if nothing was saved since `seq`; the first save begins the report.

    Saying again what stands there is no change. Raises NotAllowed for somebody else, Refusal once it is out of the writer's hands,
    Conflict when another device saved in between.
    """
    _only_the_writer(actor, placement)
    typed = {one.value: str(sections.get(one, ""))[:LONGEST] for one in LhpkSection}
    lhpk = _begun(placement)
    if lhpk.sections == typed:
        return lhpk
    rows = Lhpk.objects.filter(pk=lhpk.pk, seq=seq, state__in=LHPK_WRITABLE)
    if not rows.update(sections=typed, seq=F("seq") + 1, saved_at=clock.now()):
        lhpk.refresh_from_db()
        if not lhpk.is_writable:
            raise Refusal(_("The report is handed in: it can be changed again when it comes back."))
        raise Conflict(_("The report was saved on another device meanwhile. Both texts are shown: keep what is right."))
    lhpk.refresh_from_db()
    return lhpk


def _begun(placement: Placement) -> Lhpk:
    try:
        with transaction.atomic():
            return Lhpk.objects.get_or_create(placement=placement)[0]
    except IntegrityError:
        return Lhpk.objects.get(placement=placement)


def _only_the_writer(actor: User, placement: Placement) -> None:
    if placement.enrolment.user_id != actor.pk:
        raise NotAllowed(_("Only its writer changes this report."))


@transaction.atomic
def hand_in_report(*, actor: User, placement: Placement, seq: int) -> LhpkVersion:
    """Freeze text and facts as the next version and give it to the facilitator. A second press finds it handed in: that version is returned.

    Raises NotAllowed for somebody else, Refusal with what is missing, Conflict when the text changed since `seq`. The facilitators
    are told.
    """
    _only_the_writer(actor, placement)
    lhpk = Lhpk.objects.select_for_update(of=("self",)).filter(placement=placement).first()
    if lhpk is not None and lhpk.state == S.HANDED_IN and lhpk.seq == seq and lhpk.current is not None:
        return lhpk.current
    if missing := missing_for(placement, lhpk):
        raise Refusal(" ".join(missing))
    if lhpk is None or S.HANDED_IN not in LHPK_STEPS[lhpk.state]:
        raise Refusal(_("The report is handed in: it can be changed again when it comes back."))
    if lhpk.seq != seq:
        raise Conflict(_("The report was saved on another device meanwhile. Look at it once more, then hand it in."))
    outline = facts_of(placement.enrolment.cohort).outline
    facts = facts_of_report(officer(placement, actor, grades=True), jp_whole=field_jp(outline))
    content = {"sections": lhpk.sections, "facts": facts}
    number = lhpk.versions.count() + 1
    version = LhpkVersion.objects.create(lhpk=lhpk, number=number, content=content, digest=digest_of_content(content))
    _step(lhpk, S.HANDED_IN, version, actor, "")
    return version


@transaction.atomic
def decide_report(*, actor: User, lhpk: Lhpk, to: str, version: int, reason: str) -> Lhpk:
    """Return a report or accept it, with the reason, on the version that was read.

    Raises Refusal without a reason, Conflict when it is not that version that waits any more. The writer is told.
    """
    if not reason.strip():
        raise Refusal(_("Say why: the reason stays with the report."))
    if to not in LHPK_STEPS[S.HANDED_IN]:
        raise Refusal(_("A report is returned or accepted."))
    lhpk = Lhpk.objects.select_for_update(of=("self",)).select_related("placement__enrolment__user").get(pk=lhpk.pk)
    current = lhpk.current
    if lhpk.state != S.HANDED_IN or current is None or current.number != version:
        raise Conflict(_("Somebody decided on this report meanwhile, or a newer version is there."))
    _step(lhpk, to, current, actor, reason.strip()[:1000])
    return lhpk


def _step(lhpk: Lhpk, to: str, version: LhpkVersion, actor: User, reason: str) -> None:
    before, now = lhpk.state, clock.now()
    rows = Lhpk.objects.filter(pk=lhpk.pk, state=before)
    if not rows.update(state=to, state_at=now, current=version):
        raise Conflict(_("Somebody decided on this report meanwhile, or a newer version is there."))
    lhpk.refresh_from_db()
    LhpkEvent.objects.create(lhpk=lhpk, before=before, after=to, version=version, actor=actor, reason=reason, at=now)
    changes = {"state": [before, to], "number": version.number, **({"reason": reason} if reason else {})}
    audit.record(actor, f"fieldpractice.lhpk.{to}", lhpk.placement, changes)
    tell_of(lhpk=lhpk, to=to, version=version, actor=actor, reason=reason)
