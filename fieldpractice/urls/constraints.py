"""Addresses: the register of constraints."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
