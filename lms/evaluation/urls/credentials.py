"""Addresses: verifiable credentials beside the certificates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
