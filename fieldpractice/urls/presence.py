"""Addresses: who was at a session."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
