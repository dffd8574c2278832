"""Addresses: what a result is made of."""

from django.urls import URLPattern, path

from lms.evaluation.views import schemes

urlpatterns: list[URLPattern] = [
    path("schemes/", schemes.scheme_list, name="scheme_list"),
    path("schemes/add/", schemes.scheme_add, name="scheme_add"),
    path("schemes/<pid:pid>/", schemes.scheme_detail, name="scheme_detail"),
    path("schemes/<pid:pid>/edit/", schemes.scheme_edit, name="scheme_edit"),
    path("schemes/<pid:pid>/carry-on/", schemes.scheme_carry_on, name="scheme_carry_on"),
    path("schemes/<pid:pid>/what-if/<pid:cohort>/", schemes.scheme_what_if, name="scheme_what_if"),
    path("schemes/<pid:pid>/adopt/<pid:cohort>/", schemes.scheme_adopt, name="scheme_adopt"),
]
