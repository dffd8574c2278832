"""The editor: its menu, its dashboard, its snippets, and what may not be deleted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.enums import VersionState
from cms.models import BusinessProcess, GlossaryTerm
from cms.queries.versions import pages_in_versions, version_rows


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = gettext_lazy("Glossary")
    list_display = ["term", "term_en", "evidence"]
    list_filter = ["evidence"]
    ordering = ["term"]


class ProcessViewSet(SnippetViewSet):
    model = BusinessProcess
    icon = "resubmit"
    menu_label = gettext_lazy("Business processes")
    list_display = ["number", "title", "evidence"]
    ordering = ["number"]


class ReferenceGroup(SnippetViewSetGroup):
    items = (GlossaryViewSet, ProcessViewSet)
    menu_label = gettext_lazy("Reference")
    menu_icon = "list-ul"
    menu_order = 210


register_snippet(ReferenceGroup)


@hooks.register("register_admin_menu_item")
def versions_item() -> MenuItem:
    return MenuItem(gettext_lazy("Curriculum versions"), reverse("cms:version_list"), icon_name="history", order=150)


@hooks.register("insert_global_admin_css")
def wear_our_green() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/editor.css"))


@hooks.register("construct_main_menu")
def leave_out_what_nobody_needs(request: HttpRequest, items: list[MenuItem]) -> None:
    """People and their roles are kept outside the editor; its help is written for developers."""
    items[:] = [item for item in items if item.name not in ("help", "explorer-help")]


class VersionsPanel(Component):
    """Versions in review, on the editor's first page."""

    name = "versions"
    template_name = "cms/admin/versions_panel.html"
    order = 50

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user = parent_context["request"].user
        return {"versions": version_rows(user).filter(state__in=[VersionState.DRAFT, VersionState.IN_REVIEW])}


@hooks.register("construct_homepage_panels")
def add_versions_panel(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(VersionsPanel())


@hooks.register("before_serve_document")
def keep_the_library_to_editors(document: Any, request: HttpRequest) -> HttpResponse | None:
    """The library's addresses can be counted through, and what lies in it may belong to a lesson.

    Readers get a lesson's files under their digests (cms.views.kept_file); no public page links to the library.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return None


@hooks.register("before_delete_page")
def keep_what_versions_hold(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page whose text stands in a version is taken offline instead of deleted: its history is what was signed."""
    if request.method != "POST" or not pages_in_versions(page):
        return None
    return _refuse_to_delete(request, page)


@hooks.register("before_bulk_action")
def keep_what_versions_hold_among_many(
    request: HttpRequest, action_type: str, objects: list[Any], action: Any
) -> HttpResponse | None:
    """The same where several pages are ticked and deleted at once: none of them is, if a version holds one."""
    if action_type != "delete":
        return None
    held = next((one for one in objects if isinstance(one, Page) and pages_in_versions(one)), None)
    return _refuse_to_delete(request, held) if held else None


def _refuse_to_delete(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(
        request,
        _(
            "“%s” or a page below it stands in a version of the curriculum, so it cannot be deleted. Unpublish it instead."
        )
        % page.title,
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)
