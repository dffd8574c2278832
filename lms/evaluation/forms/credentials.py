"""A credential that somebody wants checked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

# A credential has some three thousand letters.
LARGEST = 256 * 1024


class CheckForm(forms.Form):
    file = forms.FileField(
        label=_("Credential (JSON file)"),
        help_text=_("The file that its holder was given. It is read here and kept nowhere."),
        widget=forms.FileInput(attrs={"accept": ".json,application/json,application/vc"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large to be a credential."))
        return file
