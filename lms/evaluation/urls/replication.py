"""Addresses: whether to replicate."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
