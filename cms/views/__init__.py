"""Screens: versions of the curriculum, their files, import, glossary and search."""

from cms.views.files import kept_file, library_picture
from cms.views.importing import curriculum_import, curriculum_import_confirm
from cms.views.public import glossary_list, search, sop_numbered
from cms.views.reading import lesson_read, version_choose, version_compare, version_export
from cms.views.versions import (
    version_create,
    version_detail,
    version_list,
    version_publish,
    version_refresh,
    version_retire,
    version_send,
    version_take_back,
)

__all__ = [
    "curriculum_import",
    "curriculum_import_confirm",
    "glossary_list",
    "kept_file",
    "lesson_read",
    "library_picture",
    "search",
    "sop_numbered",
    "version_choose",
    "version_compare",
    "version_create",
    "version_detail",
    "version_export",
    "version_list",
    "version_publish",
    "version_refresh",
    "version_retire",
    "version_send",
    "version_take_back",
]
