"""The grader's desk, rubrics, the gradebook."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
