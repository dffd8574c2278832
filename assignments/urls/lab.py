"""The matching lab."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
