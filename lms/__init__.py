"""The frame round the rooms: settings, addresses, the worker, and the ground floors."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
