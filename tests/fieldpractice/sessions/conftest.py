from tests.fieldpractice.zoom.standin import standin

__all__ = ["standin"]
