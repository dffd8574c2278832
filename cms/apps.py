from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Curriculum")

    def ready(self) -> None:
        # The bell finds tasks by name, so they must be known wherever it is rung.
        from cms import tasks  # noqa: F401
