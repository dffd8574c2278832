"""Every address of this room, one module a part; the views of a part stand in `lms.evaluation.views` under the same name."""

from django.urls import URLPattern

from lms.evaluation.urls import (
    certificates,
    credentials,
    indicators,
    packs,
    panel,
    replication,
    reports,
    results,
    reviewers,
    schemes,
    surveys,
)

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    *surveys.urlpatterns,
    *results.urlpatterns,
    *indicators.urlpatterns,
    *schemes.urlpatterns,
    *panel.urlpatterns,
    *certificates.urlpatterns,
    *credentials.urlpatterns,
    *reports.urlpatterns,
    *replication.urlpatterns,
    *packs.urlpatterns,
    *reviewers.urlpatterns,
]
