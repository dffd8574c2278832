"""Task forms: their versions, their review, exchange with XLSForm; tasks set for a cohort."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
