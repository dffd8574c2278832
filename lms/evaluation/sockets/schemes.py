"""What this part plugs into the floors below, and what results can be made of: the components that the rooms below have."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from lms.evaluation.components import Component, add_component
from lms.evaluation.queries import sums

for component in (
    Component("pre_test", _("Pre-test"), sums.pre_test, _("Points of the pre-tests, of all there are."), 10),
    Component("lessons", _("Online lessons"), sums.lessons, _("Lessons finished, of those of the curriculum."), 20),
    Component(
        "attendance",
        _("Class attendance"),
        sums.attendance,
        _("JP of the held classes that were attended; a half counts half, leave with a letter does not count."),
        30,
    ),
    Component("tests", _("Tests"), sums.tests, _("Points of the tests, by their weights."), 35),
    Component("lab", _("Matching lab"), sums.lab, _("Points of the matching exercises, by their weights."), 40),
    Component("tasks", _("Field tasks"), sums.tasks, _("Grades of the task forms, by their weights."), 50),
    Component(
        "field_presence",
        _("Monitoring sessions"),
        sums.field_presence,
        _("Monitoring sessions attended, of those held; in part counts half, leave does not count."),
        60,
    ),
    Component(
        "logbook",
        _("Logbook"),
        sums.logbook,
        _("Weeks of the field practice with an entry, of those that are over. The supervisor’s word changes nothing."),
        70,
    ),
    Component(
        "lhpk", _("Field-practice report (LHPK)"), sums.lhpk, _("The report, accepted; before that it is missing."), 80
    ),
    Component("post_test", _("Post-test"), sums.post_test, _("Points of the post-tests, of all there are."), 85),
):
    add_component(component)
