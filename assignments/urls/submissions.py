"""Filling in task forms and handing them in."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
