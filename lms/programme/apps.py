from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "lms.programme"
    label = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from lms.programme import sockets  # noqa: F401 - importing plugs them in
