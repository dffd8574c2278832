from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Curriculum")

    def ready(self) -> None:
        # The bell finds tasks by name, so they must be known wherever it is rung.
        from cms import actions, kinds, receivers, tasks  # noqa: F401 - importing registers them
        from cms.queries import matrix
        from lms.people.enums import Role
        from lms.people.registry import NavItem, add_nav, add_places
        from lms.programme.registry import add_cell_source

        visitors = frozenset({""})
        add_nav(NavItem("cms:curriculum", _("Curriculum"), visitors, order=10, icon="learn"))
        add_nav(NavItem("cms:sops", _("SOPs"), visitors, order=20, icon="document"))
        add_nav(NavItem("cms:processes", _("Processes"), visitors, order=30, icon="process"))
        add_nav(NavItem("cms:glossary_list", _("Glossary"), visitors, order=40, icon="search"))
        staff = frozenset({str(Role.ADMINISTRATOR), str(Role.COORDINATOR), str(Role.FACILITATOR), str(Role.REVIEWER)})
        add_nav(NavItem("cms:version_list", _("Curriculum"), staff, order=40, icon="learn"))
        # Signed in, the public pages have no entries of their own.
        for entry in ("dashboard", "courses:learn_list", "cms:version_list"):
            add_places(entry, "/curriculum/", "/sop/", "/processes/", "/glossary/")
        add_cell_source(matrix.cells, matrix.ACTIVITIES)
