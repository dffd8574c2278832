"""Screens: cohorts and their people, enrolments, the player."""

from courses.views.cohorts import (
    cohort_add,
    cohort_cancel,
    cohort_clone,
    cohort_detail,
    cohort_edit,
    cohort_finish,
    cohort_list,
    cohort_open,
    cohort_progress,
)
from courses.views.enrolments import (
    cohort_people,
    enrolment_accept,
    enrolment_add,
    enrolment_decline,
    enrolment_detail,
    enrolment_take_up,
    enrolment_withdraw,
)
from courses.views.learn import learn_contents, learn_done, learn_lesson, learn_list, learn_offline, learn_place
from courses.views.plans import cohort_facilitators, cohort_gates, cohort_move, cohort_stages, facilitator_end

__all__ = [
    "cohort_add",
    "cohort_cancel",
    "cohort_clone",
    "cohort_detail",
    "cohort_edit",
    "cohort_facilitators",
    "cohort_finish",
    "cohort_gates",
    "cohort_list",
    "cohort_move",
    "cohort_open",
    "cohort_people",
    "cohort_progress",
    "cohort_stages",
    "enrolment_accept",
    "enrolment_add",
    "enrolment_decline",
    "enrolment_detail",
    "enrolment_take_up",
    "enrolment_withdraw",
    "facilitator_end",
    "learn_contents",
    "learn_done",
    "learn_lesson",
    "learn_list",
    "learn_offline",
    "learn_place",
]
