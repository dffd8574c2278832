"""Addresses: the programme evaluation report."""

from django.urls import URLPattern, path

from lms.evaluation.views.reports import drafting, figures, hub, papers, public, reading, steering

urlpatterns: list[URLPattern] = [
    path("evaluation/", hub.evaluation_home, name="evaluation_home"),
    path("reports/", reading.report_list, name="report_list"),
    path("reports/new/", drafting.report_add, name="report_add"),
    path("reports/<pid:pid>/", reading.report_detail, name="report_detail"),
    path("reports/<pid:pid>/sections/<slug:key>/", drafting.section_detail, name="section_detail"),
    path("reports/<pid:pid>/sections/<slug:key>/save/", drafting.section_save, name="section_save"),
    path("reports/<pid:pid>/sections/<slug:key>/looked/", drafting.section_look, name="section_look"),
    path("reports/<pid:pid>/sections/<slug:key>/author/", drafting.section_assign, name="section_assign"),
    path("reports/<pid:pid>/figures/", figures.report_figures, name="report_figures"),
    path("reports/<pid:pid>/figures/read/", figures.figures_read, name="figures_read"),
    path("reports/<pid:pid>/figures/refresh/", figures.figures_refresh, name="figures_refresh"),
    path("reports/<pid:pid>/figures/<int:number>/<str:key>/", figures.report_figure, name="report_figure"),
    path("reports/<pid:pid>/open/", steering.report_open, name="report_open"),
    path("reports/<pid:pid>/amend/", steering.report_amend, name="report_amend"),
    path("reports/<pid:pid>/papers/again/", steering.report_papers_again, name="report_papers_again"),
    path("reports/<pid:pid>/answer/", steering.report_answer, name="report_answer"),
    path("reports/<pid:pid>/files/add/", steering.report_file_add, name="report_file_add"),
    path("reports/<pid:pid>/files/<pid:file>/remove/", steering.report_file_remove, name="report_file_remove"),
    path("reports/<pid:pid>/report.pdf", papers.report_pdf, name="report_pdf"),
    path("reports/<pid:pid>/report.docx", papers.report_docx, name="report_docx"),
    path("reports/<pid:pid>/annex.xlsx", papers.report_annex, name="report_annex"),
    path("reports/<pid:pid>/unaltered/", public.report_unaltered, name="report_unaltered"),
]
