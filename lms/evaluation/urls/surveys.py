"""Addresses: questionnaires, survey runs and answering."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
