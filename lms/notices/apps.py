from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "lms.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        # The bell finds tasks by name, so they must be known wherever it is rung.
        from lms.notices import sockets, tasks  # noqa: F401 - importing plugs them in
