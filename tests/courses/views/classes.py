"""A class with its people, for the tests of its pages."""

from __future__ import annotations

from dataclasses import dataclass

from courses.models import ClassMeeting, Enrolment


@dataclass(frozen=True)
class Room:
    """A class of four hours from 08.00 WITA, and Ratna and Sari, who have seats in it."""

    meeting: ClassMeeting
    ratna: Enrolment
    sari: Enrolment
