"""What this room's lines in the audit trail are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.people.actions import add_actions
from lms.people.changes import add_fields

add_actions(
    {
        "courses.cohort.create": _("Cohort created"),
        "courses.cohort.clone": _("Cohort cloned"),
        "courses.cohort.edit": _("Cohort changed"),
        "courses.cohort.change_stages": _("Stages of a cohort changed"),
        "courses.cohort.change_gates": _("Opening of modules changed"),
        "courses.cohort.open": _("Cohort opened"),
        "courses.cohort.finish": _("Cohort finished"),
        "courses.cohort.cancel": _("Cohort cancelled"),
        "courses.cohort.move": _("Cohort moved to another version"),
        "courses.enrolment.nominated": _("Participant nominated"),
        "courses.enrolment.accepted": _("Participant accepted"),
        "courses.enrolment.waitlisted": _("Participant put on the waiting list"),
        "courses.enrolment.declined": _("Participant declined"),
        "courses.enrolment.active": _("Participant began"),
        "courses.enrolment.completed": _("Participant completed the training"),
        "courses.enrolment.not_completed": _("Participant did not complete the training"),
        "courses.enrolment.withdrawn": _("Participant withdrawn"),
        "courses.facilitator.add": _("Facilitator put in charge"),
        "courses.facilitator.end": _("Charge of a facilitator ended"),
        "courses.class.plan": _("Class planned"),
        "courses.class.change": _("Class changed"),
        "courses.class.cancel": _("Class called off"),
        "courses.class.hold": _("Class closed"),
        "courses.class.add_trainer": _("Trainer of a class named"),
        "courses.class.remove_trainer": _("Trainer taken off a class"),
        "courses.class.hand_out": _("Handouts of a class chosen"),
        "courses.attendance.correct": _("Attendance corrected"),
        "courses.lesson.done": _("Lesson marked as done"),
    }
)

add_fields(
    {
        "attendance": _("Attendance"),
        "capacity": _("Seats"),
        "class": _("Class"),
        "ends_at": _("Ends"),
        "facilitator": _("Facilitator"),
        "handouts": _("Handouts"),
        "jp": _("JP"),
        "late_minutes": _("Late from, minutes after the beginning"),
        "lesson": _("Lesson"),
        "lessons": _("Lessons"),
        "map_url": _("Link to the map"),
        "module_key": _("Module"),
        "needs_end_scan": _("A second scan at the end"),
        "number": _("Number"),
        "online_url": _("Link for joining online"),
        "scan_minutes": _("The code can be scanned for, minutes after the beginning"),
        "seats": _("Seats"),
        "source": _("Cloned from"),
        "stage": _("Stage"),
        "starts_at": _("Begins"),
        "trainer": _("Trainer"),
        "valid_until": _("Last day"),
        "venue": _("Venue and room"),
        "version": _("Version"),
    }
)
