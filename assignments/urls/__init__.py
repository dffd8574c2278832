"""Every address of this room, one module a part; the views of a part stand in `assignments.views` under the same name."""

from django.urls import URLPattern

from assignments.urls import bank, grading, lab, quizzes, submissions, taskforms

app_name = "assignments"
urlpatterns: list[URLPattern] = [
    *bank.urlpatterns,
    *quizzes.urlpatterns,
    *lab.urlpatterns,
    *taskforms.urlpatterns,
    *submissions.urlpatterns,
    *grading.urlpatterns,
]
