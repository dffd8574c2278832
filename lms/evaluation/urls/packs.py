"""Addresses: the replication pack."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
