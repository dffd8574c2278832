"""Addresses that stand before those of the packages: one sign-in for all, and no way round it."""

from django.urls import path
from django.views.decorators.http import require_safe
from django.views.generic import RedirectView

from lms.people.views import doors

# Nothing may be sent to these: a form of theirs would sign in by password alone, past second factor and limits.
_sign_in = require_safe(RedirectView.as_view(pattern_name="account_login", query_string=True))
_profile = require_safe(RedirectView.as_view(pattern_name="people:profile_detail"))

urlpatterns = [
    path("accounts/login/", doors.login, name="account_login"),
    path("accounts/email/", _profile, name="account_email"),
    path("admin/login/", _sign_in, name="admin_sign_in"),
    path("cms/login/", _sign_in, name="cms_sign_in"),
    path("_util/login/", _sign_in, name="page_sign_in"),
]
