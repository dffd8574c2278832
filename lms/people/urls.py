"""Addresses of this room. `dashboard` is a global name; the others carry `people:`."""

from django.urls import URLPattern, include, path

from lms.people import views

people_patterns: list[URLPattern] = [
    path("dashboard/hat/", views.hat_switch, name="hat_switch"),
    path("language/", views.language_switch, name="language_switch"),
    path("invitations/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("invitations/<str:token>/renew/", views.invitation_renew, name="invitation_renew"),
    path("people/", views.person_list, name="person_list"),
    path("people/new/", views.person_add, name="person_add"),
    path("people/units/", views.unit_list, name="unit_list"),
    path("people/audit/", views.audit_list, name="audit_list"),
    path("people/<pid:pid>/", views.person_detail, name="person_detail"),
    path("people/<pid:pid>/edit/", views.person_edit, name="person_edit"),
    path("people/<pid:pid>/invite/", views.person_invite, name="person_invite"),
    path("people/<pid:pid>/invitation/renew/", views.person_invitation_renew, name="person_invitation_renew"),
    path("people/<pid:pid>/invitation/revoke/", views.person_invitation_revoke, name="person_invitation_revoke"),
    path("people/<pid:pid>/invitation/share/", views.person_invitation_share, name="person_invitation_share"),
    path("people/<pid:pid>/roles/new/", views.role_assign, name="role_assign"),
    path("people/<pid:pid>/roles/<int:number>/end/", views.role_end, name="role_end"),
    path("people/<pid:pid>/close/", views.account_close, name="account_close"),
    path("people/<pid:pid>/reopen/", views.account_reopen, name="account_reopen"),
    path("people/<pid:pid>/second-factor/reset/", views.factor_reset, name="factor_reset"),
    path("people/<pid:pid>/view-as/", views.view_as_start, name="view_as_start"),
    path("view-as/end/", views.view_as_end, name="view_as_end"),
    path("profile/", views.profile_detail, name="profile_detail"),
    path("profile/edit/", views.profile_edit, name="profile_edit"),
    path("profile/consents/give/", views.consent_give, name="consent_give"),
    path("profile/consents/decline/", views.consent_decline, name="consent_decline"),
    path("profile/consents/<int:number>/withdraw/", views.consent_withdraw, name="consent_withdraw"),
    path("profile/second-factor/", views.second_factor, name="second_factor"),
]

urlpatterns = [
    path("dashboard/", views.dashboard, name="dashboard"),
    path("", include((people_patterns, "people"))),
]
