"""Screens: versions of the curriculum, their files, glossary and search."""

from cms.views.files import kept_file
from cms.views.versions import version_detail, version_list

__all__ = ["kept_file", "version_detail", "version_list"]
