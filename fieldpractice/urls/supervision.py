"""Addresses: the supervisor's word on each week."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
