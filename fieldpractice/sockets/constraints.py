"""What this part plugs into the floors below: the register of constraints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assignments.models import Submission, SubmissionVersion
from assignments.registry import Trace, add_traces
from assignments.signals import forms_handed_in
from courses.registry import CohortTab, add_cohort_tab, add_subjects
from fieldpractice.constraint_forms import mapping
from fieldpractice.enums import ConstraintState
from fieldpractice.kinds import constraints as kinds
from fieldpractice.models import Constraint, ConstraintEvent, MonitoringSession
from fieldpractice.queries.constraints import open_constraints, subjects_for_training
from fieldpractice.queries.constraints.lessons import with_material_ready
from fieldpractice.queries.visible import constraints_visible_to
from fieldpractice.registry import PRACTICE, add_session_section
from fieldpractice.services.constraints import raise_from_submission, raise_from_submissions
from fieldpractice.services.constraints.telling import guides_of
from lms.notices.registry import Reminder, add_reminders
from lms.people.access import person
from lms.people.enums import PARTICIPANT, Role
from lms.people.models import User
from lms.people.registry import NavItem, add_nav

MOST_IN_A_SESSION = 10
STAFF = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})


def take_in_forms(versions: Sequence[SubmissionVersion], **_kwargs: Any) -> None:
    """A handed-in form LT-11 becomes a constraint by itself. Of many at once only the register tells."""
    if len(versions) == 1:
        raise_from_submission(version=versions[0])
    else:
        raise_from_submissions(versions=versions)


def material_ready(_now: datetime) -> Iterator[Reminder]:
    """Yield to those who guide a cohort the constraints whose lesson a published version changed, until it is recorded. A query, and one a cohort."""
    guides: dict[int, list[User]] = {}
    for one in with_material_ready().select_related("cohort"):
        if one.cohort_id not in guides:
            guides[one.cohort_id] = list(guides_of(one.cohort))
        for guide in guides[one.cohort_id]:
            key = f"{kinds.READY}:{one.pk}:{one.lesson_version_id}:{guide.pk}"
            yield Reminder(kinds.READY, guide, one.get_absolute_url(), {"title": one.title}, key, one)


def answers_due(now: datetime) -> Iterator[Reminder]:
    """Yield to each author what is due soon or over, until it is answered. One query."""
    soon = (now + timedelta(days=settings.PADAN_CONSTRAINT_REMINDER_DAYS)).date()
    rows = Constraint.objects.filter(
        state=ConstraintState.ASSIGNED, merged_into__isnull=True, due_on__lte=soon, assigned_to__is_active=True
    )
    for one in rows.select_related("assigned_to").order_by("pk"):
        if one.assigned_to is not None:
            values = {"title": one.title, "due": one.due_on}
            key = f"{kinds.DUE}:{one.pk}:{one.assigned_to_id}:{one.due_on}"
            yield Reminder(kinds.DUE, one.assigned_to, one.get_absolute_url(), values, key, one)


def became_of(submission: Submission, reader: User) -> list[Trace]:
    """Show on the page of a handed-in form LT-11 the constraint it has become."""
    if submission.form_version.form.code != mapping()["form"]:
        return []
    rows = constraints_visible_to(reader).filter(submission=submission)
    return [Trace(_("In the register of constraints:"), one.title, one.get_absolute_url()) for one in rows]


def session_section(request: HttpRequest, session: MonitoringSession) -> dict[str, Any] | None:
    """The register on the page of a session: what was discussed there, and what waits. Two queries beside the permissions."""
    user = person(request)
    if not user.has_perm("fieldpractice.list_constraints"):
        return None
    seen = constraints_visible_to(user).filter(cohort=session.cohort_id)
    discussed = ConstraintEvent.objects.filter(session=session, constraint__in=seen).select_related("constraint")
    return {
        "session": session,
        "discussed": list(discussed.order_by("at", "pk")),
        "queue": list(open_constraints(session.cohort)[:MOST_IN_A_SESSION]),
        "leads": user.has_perm("fieldpractice.see_constraint_people", session.cohort),
    }


forms_handed_in.connect(take_in_forms, dispatch_uid="fieldpractice.constraints")
add_traces(became_of)
add_subjects(subjects_for_training)
add_reminders(material_ready)
add_reminders(answers_due)
add_session_section(40, "fieldpractice/section_constraints.html", session_section)
add_nav(NavItem("fieldpractice:constraint_list", _("Constraints"), frozenset({PARTICIPANT}), 27, "warn"))
add_nav(NavItem("fieldpractice:constraint_list", _("Constraints"), STAFF, 42, "warn"))
add_cohort_tab(CohortTab("fieldpractice:cohort_constraints", _("Constraints"), 64, group=PRACTICE))
