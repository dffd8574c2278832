"""What a file is, and how far its checking has come."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FileKind(TextChoices):
    JPEG = "jpeg", "JPEG"
    PNG = "png", "PNG"
    WEBP = "webp", "WebP"
    HEIC = "heic", "HEIC"
    PDF = "pdf", "PDF"
    DOCX = "docx", "DOCX"
    XLSX = "xlsx", "XLSX"


class FileState(TextChoices):
    RECEIVED = "received", _("Received, being checked")
    READY = "ready", _("Ready")
    REFUSED = "refused", _("Refused")


class UploadState(TextChoices):
    OPEN = "open", _("Under way")
    DONE = "done", _("Complete")
    DROPPED = "dropped", _("Given up")
