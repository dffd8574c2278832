"""The editor of task forms."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from assignments.models import TaskForm


class _Whole:
    """What comes without the parts an editor always sends (an interrupted request) is answered by the editor as it stands."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return super().post(request, *args, **kwargs)  # type: ignore[misc,no-any-return]
        except MultiValueDictKeyError:
            messages.error(request, _("What was sent is not whole, so nothing was saved. Save again from this page."))
            return redirect(request.path)


class TaskFormEditView(_Whole, EditView):
    """The editor of a form."""


class TaskFormCreateView(_Whole, CreateView):
    """The editor of a new form."""


class TaskFormViewSet(SnippetViewSet):
    model = TaskForm
    edit_view_class = TaskFormEditView
    add_view_class = TaskFormCreateView
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
