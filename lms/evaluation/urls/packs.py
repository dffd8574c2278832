"""Addresses: the replication pack."""

from django.urls import path

from lms.evaluation.views import packs as views

urlpatterns = [
    path("packs/", views.pack_list, name="pack_list"),
    path("packs/add/", views.pack_add, name="pack_add"),
    path("packs/import/", views.pack_import, name="pack_import"),
    path("packs/<pid:pid>/", views.pack_detail, name="pack_detail"),
    path("packs/<pid:pid>/file/", views.pack_file, name="pack_file"),
    path("packs/import/<pid:pid>/", views.pack_import_detail, name="pack_import_detail"),
    path("packs/import/<pid:pid>/confirm/", views.pack_import_confirm, name="pack_import_confirm"),
    path("packs/import/<pid:pid>/drop/", views.pack_import_drop, name="pack_import_drop"),
    path("packs/import/<pid:pid>/cohort/", views.pack_import_open, name="pack_import_open"),
]
