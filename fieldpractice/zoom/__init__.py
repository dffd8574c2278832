"""Zoom's web API, wrapped: typed results, typed errors, one shared token. Nothing in here knows a model of ours."""

from fieldpractice.zoom import errors
from fieldpractice.zoom.client import Zoom, current

__all__ = ["Zoom", "current", "errors"]
