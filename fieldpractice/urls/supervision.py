"""Addresses: the supervisor's word on each week."""

from django.urls import URLPattern, path

from fieldpractice.views import cases
from fieldpractice.views import supervision as views

urlpatterns: list[URLPattern] = [
    path("supervise/", views.supervise_list, name="supervise_list"),
    path("supervise/people/<pid:pid>/", views.supervise_placement, name="supervise_placement"),
    path("supervise/<str:token>/", views.supervise_link, name="supervise_link"),
    path("supervise/<str:token>/renew/", views.supervise_renew, name="supervise_renew"),
    path("field/placements/<pid:pid>/link/", views.link_send, name="link_send"),
    path("field/placements/<pid:pid>/link/share/", views.link_share, name="link_share"),
    path("field/placements/<pid:pid>/link/revoke/", views.link_revoke, name="link_revoke"),
    path("field/cases/", cases.case_list, name="case_list"),
    path("field/cases/<pid:pid>/", cases.case_detail, name="case_detail"),
    path("field/cases/<pid:pid>/answer/", cases.case_answer, name="case_answer"),
    path("field/cases/<pid:pid>/close/", cases.case_close, name="case_close"),
]
