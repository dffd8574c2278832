"""Screens of task forms and of the tasks set from them."""

from assignments.views.taskforms.exchange import form_import, form_import_confirm, form_version_xlsform
from assignments.views.taskforms.tasks import (
    cohort_task_plan,
    cohort_tasks,
    cohort_tasks_open,
    task_add,
    task_close,
    task_edit,
    task_extend,
    task_manage,
    task_move,
    task_open,
)
from assignments.views.taskforms.versions import (
    form_detail,
    form_list,
    form_load,
    form_version_add,
    form_version_detail,
    form_version_publish,
    form_version_refresh,
    form_version_retire,
    form_version_send,
    form_version_take_back,
)

__all__ = [
    "cohort_task_plan",
    "cohort_tasks",
    "cohort_tasks_open",
    "form_detail",
    "form_import",
    "form_import_confirm",
    "form_list",
    "form_load",
    "form_version_add",
    "form_version_detail",
    "form_version_publish",
    "form_version_refresh",
    "form_version_retire",
    "form_version_send",
    "form_version_take_back",
    "form_version_xlsform",
    "task_add",
    "task_close",
    "task_edit",
    "task_extend",
    "task_manage",
    "task_move",
    "task_open",
]
