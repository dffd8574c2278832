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


# Shown in place; everything else is a download. HEIC is kept as JPEG.
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
MIME = {
    FileKind.JPEG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.WEBP: "image/webp",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
SUFFIX = {
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
    FileKind.PDF: ".pdf",
    FileKind.DOCX: ".docx",
    FileKind.XLSX: ".xlsx",
}
