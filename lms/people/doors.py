"""Addresses that stand before those of the packages: one sign-in for all, and no way round it."""

from django.urls import path
from django.views.generic import RedirectView

from lms.people.views import doors

_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("accounts/login/", doors.login, name="account_login"),
    path("accounts/email/", RedirectView.as_view(pattern_name="people:profile_detail"), name="account_email"),
    path("admin/login/", _sign_in, name="admin_sign_in"),
    path("cms/login/", _sign_in, name="cms_sign_in"),
]
