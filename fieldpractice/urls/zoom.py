"""Addresses: Zoom's side: its notifications, its health."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
