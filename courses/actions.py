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
        "courses.enrolment.unit": _("Enrolment moved to another unit"),
        "courses.call.set": _("Call for nominations set"),
        "courses.nomination.send": _("Nominations sent"),
        "courses.nominee.ask": _("Question about a nominee"),
        "courses.nominee.answer": _("Answer about a nominee"),
        "courses.import.upload": _("List of people uploaded"),
        "courses.import.confirm": _("List of people confirmed"),
        "courses.import.finish": _("List of people brought in"),
        "courses.import.drop": _("List of people given up"),
        "courses.announcement.send": _("Announcement sent"),
        "courses.announcement.remind": _("Told again of an announcement"),
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
        "courses.attendance.lapse": _("Decision on attendance ended: the class was moved"),
        "courses.lesson.done": _("Lesson marked as done"),
    }
)

add_fields(
    {
        "answer": _("Answer"),
        "capacity": _("Seats"),
        "cohort": _("Cohort"),
        "attendance": _("Attendance"),
        "class": _("Class"),
        "ends_at": _("Ends"),
        "facilitator": _("Facilitator"),
        "handouts": _("Handouts"),
        "jp": _("JP"),
        "late_minutes": _("Late from, minutes after the beginning"),
        "lesson": _("Lesson"),
        "lessons": _("Lessons"),
        "letter_number": _("Number of the letter"),
        "number": _("Number"),
        "people": _("People"),
        "question": _("Question"),
        "quotas": _("Sum of the quotas"),
        "unit_quotas": _("Quotas that changed"),
        "map_url": _("Link to the map"),
        "module_key": _("Module"),
        "needs_end_scan": _("A second scan at the end"),
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
