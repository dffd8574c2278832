"""Addresses: a cohort week by week, one officer on one page, who is at risk."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
