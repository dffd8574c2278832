"""What people are told: surveys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.notices.registry import NoticeKind, Variable, add_kind
from lms.notices.wording import example_at
from lms.people.enums import PARTICIPANT, Role

ASKED = "evaluation.survey_asked"
REMINDED = "evaluation.survey_reminded"
NOT_OPENED = "evaluation.survey_not_opened"

PEOPLE = frozenset({PARTICIPANT, Role.FACILITATOR, Role.SUPERVISOR})
SURVEY = Variable("text", _("Participants’ reaction to the training"), _("survey"))
UNTIL = Variable("datetime", example_at(2026, 12, 18, 16), _("end of the survey"))

for kind in (
    NoticeKind(
        code=ASKED,
        label=_("A survey is open for you"),
        group="learning",
        title=_("A survey is open for you: {survey}"),
        body=_("It takes a few minutes. How your answers are kept stands on its first page. It ends on {until}."),
        variables={"survey": SURVEY, "until": UNTIL},
        hats=PEOPLE,
    ),
    NoticeKind(
        code=REMINDED,
        label=_("A survey ends soon"),
        group="learning",
        title=_("Your answers to “{survey}” are still missing"),
        body=_("The survey ends on {until}. This reminder knows only that nothing has come from you."),
        variables={"survey": SURVEY, "until": UNTIL},
        optional=True,
        hats=PEOPLE,
    ),
    NoticeKind(
        code=NOT_OPENED,
        label=_("A survey could not open"),
        group="learning",
        title=_("The survey “{survey}” could not open"),
        body=_("{reason}"),
        variables={"survey": SURVEY, "reason": Variable("text", _("There is nobody to ask yet."), _("reason"))},
        hats=frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    ),
):
    add_kind(kind)
