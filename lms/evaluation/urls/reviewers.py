"""Addresses: the page of a unit that reviews."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
