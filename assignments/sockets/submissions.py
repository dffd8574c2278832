"""What this part plugs into the floors below: filling in task forms and handing them in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assignments.panels import submissions as panels
from assignments.purposes import SUBMISSION
from assignments.queries import tasks
from assignments.queries.sheets import file_name_for
from assignments.queries.submissions import lists, may_read_file
from lms.files.registry import add_reader
from lms.people.enums import PARTICIPANT
from lms.people.registry import NavItem, add_nav, add_panel, add_places

add_reader(SUBMISSION, may_read_file, file_name_for)
add_nav(NavItem("assignments:task_list", _("Tasks"), frozenset({PARTICIPANT}), 25, "task"))
add_places("assignments:task_list", "/submissions/")
add_panel(
    PARTICIPANT,
    9,
    panels.participant,
    reads=[lists.my_places, lists.my_submissions, tasks.my_tasks, tasks.my_extensions],
)
