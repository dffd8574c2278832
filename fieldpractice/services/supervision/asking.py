"""Asking for the supervisor's word: when a week ends, again when it was changed, and whenever somebody asks for a new link."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from courses.enums import SEATED
from fieldpractice.enums import LinkState
from fieldpractice.kinds import supervision as kinds
from fieldpractice.models import Placement, SupervisorLink, WeekConfirmation
from fieldpractice.queries.logbook import week_rows
from fieldpractice.queries.supervision import asked_since, last_ended, to_be_asked
from fieldpractice.services.links import make_link
from lms.notices.services import tell
from lms.people.errors import NotAllowed, Refusal
from lms.people.models import User


def offer_links(*, limit: int = 500) -> int:
    """Send each supervisor without an account the link to the week that has ended, once for each week; returns how many."""
    return sum(_offer(placement, week) for placement, week in to_be_asked(limit=limit))


@transaction.atomic
def _offer(placement: Placement, week: int) -> int:
    locked = Placement.objects.select_for_update(of=("self",)).get(pk=placement.pk)
    if asked_since(locked, locked.weeks()[week - 1]):
        return 0
    make_link(placement=locked, week=week, actor=None)
    return 1


@transaction.atomic
def send_link(*, actor: User, placement: Placement) -> SupervisorLink:
    """Make a new link at the wish of staff; by mail where there is an address, else to be passed on by WhatsApp. The old one dies.

    Raises NotAllowed, Refusal (a supervisor with an account, nobody named, no week over).
    """
    if not actor.has_perm("fieldpractice.send_link", placement):
        raise NotAllowed(_("Links are sent by organisers and by the facilitators in charge."))
    if placement.supervisor_id:
        raise Refusal(_("This supervisor has an account and signs in: no link is needed."))
    if not placement.supervisor_name:
        raise Refusal(_("Nobody is named as supervisor yet. Name somebody in the placement first."))
    if placement.enrolment.state not in SEATED:
        raise Refusal(_("This person is no longer in the cohort: there is nothing to confirm."))
    week = last_ended(placement)
    if week is None:
        raise Refusal(_("No week of this practice is over yet."))
    return make_link(placement=placement, week=week, actor=actor)


@transaction.atomic
def renew_link(*, link: SupervisorLink) -> SupervisorLink | None:
    """Send a new link to the address on file, at the wish of who holds an old one. Returns None where there is nobody to send it to.

    The new link is never shown to who asks. A revoked link renews nothing: its supervisor may be another now.
    """
    placement = Placement.objects.select_related("enrolment").get(pk=link.placement_id)
    renewable = link.state != LinkState.REVOKED and placement.enrolment.state in SEATED
    if not renewable or placement.supervisor_id or not placement.supervisor_email:
        return None
    return make_link(placement=placement, week=last_ended(placement) or link.week, actor=None)


def ask_again(*, placement: Placement, week: int) -> None:
    """Ask for a new word on a week that was changed after the last one: once for each word. Needs a transaction."""
    word = WeekConfirmation.objects.filter(placement=placement, week=week).order_by("-at", "-pk").first()
    if word is None:
        return
    # Where nobody is named, whoever gave the word as head of the unit.
    asked = placement.supervisor or (None if placement.supervisor_email else word.actor)
    if asked is not None:
        tell(
            kind=kinds.ASKED_AGAIN,
            to=asked,
            path=reverse("fieldpractice:supervise_placement", args=[placement.public_id]),
            values={"person": placement.enrolment.user.display_name, "week": week},
            key=f"{kinds.ASKED_AGAIN}:{word.pk}",
            about=word,
        )
    elif placement.supervisor_email:
        newer = SupervisorLink.objects.filter(placement=placement, created_at__gt=word.at)
        if not newer.exists():
            make_link(placement=placement, week=max(week, last_ended(placement) or week), actor=None)


def ask_about_changed(*, placement: Placement) -> None:
    """Ask for a new word on each week whose days are others now, because a pause or another first day moved them. Needs a transaction."""
    for row in week_rows(placement):
        if row.waits and row.is_stale:
            ask_again(placement=placement, week=row.number)


def ask_newly(*, placement: Placement) -> None:
    """Send a supervisor who is new, and reached by e-mail, the link to the weeks that wait. Needs a transaction."""
    if placement.supervisor_id or not placement.supervisor_email or placement.enrolment.state not in SEATED:
        return
    waiting = [row.number for row in week_rows(placement) if row.waits]
    if waiting:
        make_link(placement=placement, week=waiting[-1], actor=None)
