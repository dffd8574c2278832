"""Addresses: figures of the units before and after, competency profiles, evaluation of teaching, the portfolio."""

from django.urls import URLPattern, path

from lms.evaluation.views import indicators, outcomes

IMPORT = "indicators/files/<pid:pid>"
COHORT = "evaluation/<pid:pid>"

urlpatterns: list[URLPattern] = [
    path("indicators/", indicators.indicator_list, name="indicator_list"),
    path("indicators/units/<pid:pid>/", indicators.indicator_unit, name="indicator_unit"),
    path("indicators/units/<pid:pid>/<int:year>/<int:number>/", indicators.indicator_edit, name="indicator_edit"),
    path("indicators/units.xlsx", indicators.indicator_list_xlsx, name="indicator_list_xlsx"),
    path("indicators/template.xlsx", indicators.indicator_template, name="indicator_template"),
    path("indicators/files/", indicators.indicator_import_add, name="indicator_import_add"),
    path(f"{IMPORT}/", indicators.indicator_import_detail, name="indicator_import_detail"),
    path(f"{IMPORT}/confirm/", indicators.indicator_import_confirm, name="indicator_import_confirm"),
    path(f"{IMPORT}/drop/", indicators.indicator_import_drop, name="indicator_import_drop"),
    path(f"{IMPORT}/faulty.xlsx", indicators.indicator_import_faulty, name="indicator_import_faulty"),
    path(f"{COHORT}/indicators/", indicators.cohort_indicators, name="cohort_indicators"),
    path(f"{COHORT}/indicators/months/", indicators.follow_up_edit, name="follow_up_edit"),
    path(f"{COHORT}/indicators/indicators.xlsx", indicators.cohort_indicators_xlsx, name="cohort_indicators_xlsx"),
    path(f"{COHORT}/competencies/", outcomes.cohort_competencies, name="cohort_competencies"),
    path(
        f"{COHORT}/competencies/competencies.xlsx", outcomes.cohort_competencies_xlsx, name="cohort_competencies_xlsx"
    ),
    path(f"{COHORT}/teaching/", outcomes.teaching_detail, name="teaching_detail"),
    path(f"{COHORT}/teaching/teaching.xlsx", outcomes.teaching_xlsx, name="teaching_xlsx"),
    path("competencies/<pid:pid>/", outcomes.competency_detail, name="competency_detail"),
    path("portfolio/", outcomes.portfolio_list, name="portfolio_list"),
    path("portfolio/<pid:pid>/", outcomes.portfolio_detail, name="portfolio_detail"),
    path("portfolio/<pid:pid>/portfolio.pdf", outcomes.portfolio_pdf, name="portfolio_pdf"),
    path("portfolio/<pid:pid>/portfolio.xlsx", outcomes.portfolio_xlsx, name="portfolio_xlsx"),
]
