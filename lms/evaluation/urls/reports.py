"""Addresses: the programme evaluation report."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
