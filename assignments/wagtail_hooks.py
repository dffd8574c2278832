"""The editor of task forms."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from assignments.models import TaskForm


class TaskFormViewSet(SnippetViewSet):
    model = TaskForm
    icon = "form"
    menu_label = gettext_lazy("Task forms")
    menu_name = "task-forms"
    menu_order = 160
    add_to_admin_menu = True
    list_display = ["code", "title", "evidence"]
    list_filter = ["evidence"]
    search_fields = ["code", "title"]
    ordering = ["code"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    HelpPanel(
                        template="assignments/admin/form_help.html", heading=gettext_lazy("From here to the phone")
                    ),
                    FieldRowPanel([FieldPanel("code"), FieldPanel("evidence")]),
                    FieldPanel("title"),
                    FieldPanel("intro"),
                    FieldPanel("sections"),
                ],
                heading=gettext_lazy("Form"),
            ),
            ObjectList(
                [
                    FieldPanel("sops"),
                    FieldPanel("processes"),
                ],
                heading=gettext_lazy("What is practised"),
            ),
            ObjectList(
                [MultiFieldPanel([FieldPanel("title_en"), FieldPanel("intro_en")])],
                heading=gettext_lazy("English"),
            ),
        ]
    )


register_snippet(TaskFormViewSet)


@hooks.register("register_admin_menu_item")
def form_versions_item() -> MenuItem:
    return MenuItem(gettext_lazy("Versions of forms"), reverse("assignments:form_list"), icon_name="history", order=161)
