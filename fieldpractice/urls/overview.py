"""Addresses: a cohort week by week, one officer on one page, the field-practice report."""

from django.urls import URLPattern, path

from fieldpractice.views import lhpk, overview

PLACEMENT = "field/placements/<pid:pid>"

urlpatterns: list[URLPattern] = [
    path("field/<pid:pid>/", overview.field_overview, name="field_overview"),
    path("field/<pid:pid>/figures/", overview.field_figures, name="field_figures"),
    path("field/<pid:pid>/field.xlsx", overview.field_xlsx, name="field_xlsx"),
    path("field/<pid:pid>/field.pdf", overview.field_pdf, name="field_pdf"),
    path(f"{PLACEMENT}/", overview.placement_detail, name="placement_detail"),
    path(f"{PLACEMENT}/weeks/<int:number>/", overview.placement_week, name="placement_week"),
    path(f"{PLACEMENT}/report/", lhpk.lhpk_detail, name="lhpk_detail"),
    path(f"{PLACEMENT}/report/save/", lhpk.lhpk_save, name="lhpk_save"),
    path(f"{PLACEMENT}/report/hand-in/", lhpk.lhpk_hand_in, name="lhpk_hand_in"),
    path(f"{PLACEMENT}/report/decide/", lhpk.lhpk_decide, name="lhpk_decide"),
    path(f"{PLACEMENT}/report/report.pdf", lhpk.lhpk_pdf, name="lhpk_pdf"),
]
