"""Forms that replace a whole version, of which they show no part that was not there when they were opened."""

from __future__ import annotations

from lms.ui.carrying import CarryingForm


class WholeForm(CarryingForm):
    """What is saved takes the place of a whole version; `overtaken` says that somebody saved another meanwhile.

    What the other added is not among what was typed, so its page links to the newest version before it is saved again.
    """

    overtaken = False

    def look_again(self) -> None:
        super().look_again()
        self.overtaken = True
