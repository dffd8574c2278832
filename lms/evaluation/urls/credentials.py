"""Addresses: digital credentials."""

from django.urls import path

from lms.evaluation.views import credentials as views

urlpatterns = [
    path("credentials/", views.credential_check, name="credential_check"),
    # Where did:web looks, and before the codes: no certificate is called so.
    path("credentials/did.json", views.issuer_did, name="issuer_did"),
    path("credentials/issuer.json", views.issuer_detail, name="issuer_detail"),
    path("credentials/status/<int:number>.json", views.status_list_detail, name="status_list_detail"),
    path("credentials/<slug:code>.json", views.credential_detail, name="credential_detail"),
]
