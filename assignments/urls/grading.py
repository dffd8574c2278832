"""The grader's desk, rubrics, the gradebook, and what participants read of their grades."""

from django.urls import URLPattern, path

from assignments.views.grading import allocation, decisions, desk, gradebook, results, rubrics

urlpatterns: list[URLPattern] = [
    path("grading/", desk.grading_list, name="grading_list"),
    path("grading/release/", decisions.grading_release, name="grading_release"),
    path("grading/transfer/", allocation.grading_transfer, name="grading_transfer"),
    path("grading/comments/", decisions.comment_list, name="comment_list"),
    path("grading/comments/new/", decisions.comment_add, name="comment_add"),
    path("grading/comments/used/", decisions.comment_use, name="comment_use"),
    path("grading/comments/<int:number>/drop/", decisions.comment_drop, name="comment_drop"),
    path("grading/<pid:pid>/", desk.work_detail, name="work_detail"),
    path("grading/<pid:pid>/draft/", desk.work_draft, name="work_draft"),
    path("grading/<pid:pid>/grade/", desk.work_grade, name="work_grade"),
    path("grading/<pid:pid>/return/", desk.work_return, name="work_return"),
    path("grading/<pid:pid>/compare/", desk.work_compare, name="work_compare"),
    path("grading/<pid:pid>/release/", decisions.work_release, name="work_release"),
    path("grading/<pid:pid>/transfer/", decisions.work_transfer, name="work_transfer"),
    path("grading/<pid:pid>/answer/", decisions.regrade_answer, name="regrade_answer"),
    path("cohorts/<pid:pid>/grading/", allocation.allocation_edit, name="allocation_edit"),
    path("cohorts/<pid:pid>/grading/absences/new/", allocation.absence_add, name="absence_add"),
    path("cohorts/<pid:pid>/grading/absences/<int:number>/end/", allocation.absence_end, name="absence_end"),
    path("rubrics/", rubrics.rubric_list, name="rubric_list"),
    path("rubrics/new/", rubrics.rubric_add, name="rubric_add"),
    path("rubrics/<pid:pid>/", rubrics.rubric_detail, name="rubric_detail"),
    path("rubrics/<pid:pid>/edit/", rubrics.rubric_edit, name="rubric_edit"),
    path("rubrics/<pid:pid>/versions/<int:number>/move/", rubrics.rubric_move, name="rubric_move"),
    path("rubrics/<pid:pid>/retire/", rubrics.rubric_retire, name="rubric_retire"),
    path("gradebook/<pid:pid>/", gradebook.gradebook_detail, name="gradebook_detail"),
    path("gradebook/<pid:pid>/gradebook.xlsx", gradebook.gradebook_xlsx, name="gradebook_xlsx"),
    path("gradebook/<pid:pid>/gradebook.pdf", gradebook.gradebook_pdf, name="gradebook_pdf"),
    path("gradebook/<pid:pid>/drops/", gradebook.drops_edit, name="drops_edit"),
    path("gradebook/<pid:pid>/<pid:enrolment>/<slug:subject>/excuse/", gradebook.exception_edit, name="exception_edit"),
    path("results/", results.result_list, name="result_list"),
    path("results/<pid:pid>/", results.result_detail, name="result_detail"),
    path("results/<pid:pid>/ask/", results.result_ask, name="result_ask"),
]
