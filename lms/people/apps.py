from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        # The bell rings at this application. Loaded with the apps and not with `lms`: what starts them needs none of it.
        from lms import celery  # noqa: F401
        from lms.people import checks, panels, receivers  # noqa: F401 - importing registers them
        from lms.people.enums import PARTICIPANT, Role
        from lms.people.queries import new_wording
        from lms.people.registry import NavItem, add_nav, add_panel

        organisers = frozenset({str(Role.ADMINISTRATOR), str(Role.COORDINATOR)})
        add_nav(NavItem("people:person_list", _("People"), organisers, order=70, icon="people"))
        add_panel(Role.ADMINISTRATOR, 50, panels.accounts)
        for hat in (PARTICIPANT, *Role.values):
            add_panel(hat, 1, panels.consent_asked, reads=[new_wording])
