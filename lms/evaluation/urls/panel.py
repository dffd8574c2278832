"""Addresses: the panel of ILO-Jakarta and the ministry."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
