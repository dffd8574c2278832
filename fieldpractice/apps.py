from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FieldPracticeConfig(AppConfig):
    name = "fieldpractice"
    verbose_name = _("Field practice")

    def ready(self) -> None:
        from fieldpractice import actions, kinds, sockets, tasks  # noqa: F401
