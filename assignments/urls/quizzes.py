"""Quizzes, attempts at them, and what they show."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
