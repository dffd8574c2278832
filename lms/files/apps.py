from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FilesConfig(AppConfig):
    name = "lms.files"
    verbose_name = _("Files")

    def ready(self) -> None:
        from lms.files import actions  # noqa: F401
