"""Addresses of the design system."""

from django.urls import path

from lms.ui import views

app_name = "ui"

urlpatterns = [
    path("ui/", views.component_list, name="component_list"),
    path("favicon.ico", views.favicon, name="favicon"),
]
