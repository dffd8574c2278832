"""Addresses: a session under way: briefing, minutes, follow-ups."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
