"""Addresses: figures of the units before and after, competency profiles, the portfolio."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
