"""Addresses: what a result is made of."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
