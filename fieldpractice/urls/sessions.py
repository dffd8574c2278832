"""Addresses: monitoring sessions: planned, moved, called off, joined."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
