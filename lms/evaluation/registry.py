"""Sockets of this room: what one part offers to the pages of another."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# The entry of a cohort's pages under which those of this room stand.
EVALUATION = _("Evaluation")
