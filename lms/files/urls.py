"""Uploads on their way, and the one address files are served from."""

from django.urls import URLPattern, path

from lms.files import views

app_name = "files"
urlpatterns: list[URLPattern] = [
    path("files/uploads/", views.upload_begin, name="upload_begin"),
    path("files/uploads/<pid:pid>/", views.upload_part, name="upload_part"),
    path("files/<pid:pid>/", views.file_detail, name="file_detail"),
    path("files/<pid:pid>/preview/", views.file_preview, name="file_preview"),
    path("files/<pid:pid>/pages/<int:number>/", views.file_page, name="file_page"),
]
