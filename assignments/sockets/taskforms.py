"""What this part plugs into the floors below: task forms: their versions, their review, exchange with XLSForm; tasks set for a cohort."""

from django.utils.translation import gettext_lazy as _

from lms.people.enums import Role
from lms.people.registry import NavItem, add_nav

STAFF = frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.FACILITATOR, Role.REVIEWER})

add_nav(NavItem("assignments:form_list", _("Task forms"), STAFF, 45, "document"))
