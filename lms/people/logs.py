"""Logs without personal data."""

import logging

from lms.people.masking import mask_text


class MaskPersonalData(logging.Filter):
    """Masks addresses, NIPs and phone numbers in every line that is logged."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = mask_text(record.getMessage())
        record.args = None
        return True
