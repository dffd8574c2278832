"""The matrix, its activities and the reviews."""

from django.urls import URLPattern, path

from lms.programme import views

app_name = "programme"
urlpatterns: list[URLPattern] = [
    path("matrix/", views.matrix, name="matrix"),
    path("matrix/<int:no>/", views.activity_detail, name="activity_detail"),
    path("matrix/<int:no>/edit/", views.activity_edit, name="activity_edit"),
    path("matrix/<int:no>/review/", views.plan_review_open, name="plan_review_open"),
    path("matrix/<int:no>/deliverables/add/", views.deliverable_add, name="deliverable_add"),
    path("deliverables/<pid:pid>/edit/", views.deliverable_edit, name="deliverable_edit"),
    path("deliverables/<pid:pid>/remove/", views.deliverable_remove, name="deliverable_remove"),
    path("reviews/", views.review_list, name="review_list"),
    path("reviews/<pid:pid>/", views.review_detail, name="review_detail"),
    path("reviews/<pid:pid>/sign/", views.review_sign, name="review_sign"),
    path("reviews/<pid:pid>/sheet/", views.review_sheet, name="review_sheet"),
    path("reviews/<pid:pid>/refresh/", views.review_refresh, name="review_refresh"),
    path("reviews/<pid:pid>/due/", views.review_due, name="review_due"),
    path("reviews/<pid:pid>/close/", views.review_close, name="review_close"),
    path("reviews/<pid:pid>/withdraw/", views.review_withdraw, name="review_withdraw"),
    path("reviews/<pid:pid>/again/", views.review_again, name="review_again"),
    path("reviews/<pid:pid>/parts/<pid:part>/", views.part_detail, name="part_detail"),
    path("reviews/<pid:pid>/parts/<pid:part>/comment/", views.part_comment, name="part_comment"),
    path("comments/<pid:pid>/resolve/", views.comment_resolve, name="comment_resolve"),
    path("comments/<pid:pid>/reopen/", views.comment_reopen, name="comment_reopen"),
]
