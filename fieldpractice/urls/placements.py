"""Addresses: placements: who practises where, pauses and moves."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
