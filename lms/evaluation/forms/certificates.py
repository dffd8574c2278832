"""What is typed to issue certificates, to revoke one, to issue one anew, and to keep who signs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from lms.evaluation.enums import CertificateState, RevokeCause
from lms.evaluation.models import Certificate, Signatory
from lms.evaluation.queries.certificate_facts import IDENTITY, RESULT, SERVICE, corrections_of, result_corrections_of
from lms.evaluation.queries.certificates import signatories
from lms.evaluation.queries.eligibility import Standing
from lms.evaluation.queries.outcomes import outcome_of
from lms.files.limits import LARGEST_FILE
from lms.people import clock
from lms.people.fields import DayField, NipField
from lms.ui.carrying import CarryingForm
from lms.ui.forms import PlainSelect

REASON = _("Reason")
# One press of the button: as many as a request can carry on a slow line.
MOST_FILES = 60

FACTS: dict[str, Any] = {
    "name": _("Name"),
    "titles_before": _("Title before"),
    "titles_after": _("Title after"),
    "nip": "NIP",
    "birth_place": _("Place of birth"),
    "born_on": _("Date of birth"),
    "rank": _("Rank/grade"),
    "position": _("Position"),
    "unit": _("Work unit"),
    "unit_place": _("Place of the work unit"),
    "score": _("Score"),
    "qualification": _("Qualification"),
}


class StandingForm(forms.Form):
    """The filter of the list of a cohort."""

    standing = forms.ChoiceField(
        label=_("Where they stand"),
        required=False,
        choices=[("", _("All")), *((one.value, one.label) for one in Standing)],
        widget=PlainSelect,
    )

    def wanted(self) -> str:
        """Return what was chosen, or nothing."""
        return str(self.cleaned_data["standing"]) if self.is_valid() else ""


class RegisterForm(forms.Form):
    """The filter of the register."""

    words = forms.CharField(label=_("Number, name or code"), max_length=80, required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All")), *CertificateState.choices], widget=PlainSelect
    )

    def wanted(self) -> dict[str, str]:
        """Return what was typed, as far as it is in order."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("words", "state")}


class SignatoryChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Who signs: name and position."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs = {"label": _("Who signs"), "to_field_name": "public_id", "widget": PlainSelect, **kwargs}
        super().__init__(Signatory.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} · {obj.position}"


class IssueForm(CarryingForm):
    """The second look before issuing; it carries the fingerprint of the list that was looked at."""

    carried = ("seen",)
    # After a conflict the list on the page is another, and must be read.
    asked_anew = ("read",)
    signatory = SignatoryChoice(empty_label=None)
    issued_on = DayField(label=_("Day on the certificate"), initial=clock.today)
    issued_in = forms.CharField(label=_("Place on the certificate"), max_length=80)
    seen = forms.CharField(min_length=64, max_length=64, widget=forms.HiddenInput)
    read = forms.BooleanField(label=_("I have looked at the list: these people are given a certificate."))

    def __init__(self, *args: Any, seen: str, **kwargs: Any) -> None:
        kwargs["initial"] = {"seen": seen, "issued_in": settings.PADAN_CERTIFICATE_PLACE}
        super().__init__(*args, **kwargs)
        self.fields["signatory"].queryset = signatories()  # type: ignore[attr-defined]


class RevokeForm(forms.Form):
    cause = forms.ChoiceField(
        label=_("Why it is revoked"),
        choices=RevokeCause.choices,
        widget=forms.RadioSelect,
        help_text=_("The public page shows this to whoever checks the certificate."),
    )
    reason = forms.CharField(
        label=REASON,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stays inside, and is told to the person."),
    )
    sure = forms.BooleanField(label=_("I know that this cannot be taken back."))


class ReissueForm(forms.Form):
    """What is printed anew: of what the register says otherwise, the facts that are to be corrected."""

    fields_anew = forms.MultipleChoiceField(
        label=_("What is corrected"), required=False, widget=forms.CheckboxSelectMultiple
    )
    signatory = SignatoryChoice(
        required=False,
        empty_label=_("As before"),
        help_text=_("Choose somebody else when who signed then signs no more."),
    )
    reason = forms.CharField(
        label=REASON,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stays with both certificates, and is told to the person."),
    )

    def __init__(self, *args: Any, certificate: Certificate, **kwargs: Any) -> None:
        self.corrections = corrections_of(certificate)
        # Not for choosing: nobody issues anew what the result does not say.
        self.result = result_corrections_of(certificate, outcome_of(certificate.enrolment))
        kwargs["initial"] = {"fields_anew": [name for name in IDENTITY if name in self.corrections]}
        super().__init__(*args, **kwargs)
        self.fields["fields_anew"].choices = [  # type: ignore[attr-defined]
            (name, FACTS[name]) for name in (*IDENTITY, *SERVICE) if name in self.corrections
        ]
        if not self.corrections:
            del self.fields["fields_anew"]
        self.fields["signatory"].queryset = signatories()  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """Return what would be different: name, as printed, as it is now."""
        found = {**self.corrections, **self.result}
        return [(FACTS[name], *found[name]) for name in (*IDENTITY, *SERVICE, *RESULT) if name in found]


class SignedForm(forms.Form):
    file = forms.FileField(
        label=_("Signed PDF"),
        help_text=_("As it came from the signing service: it is kept byte for byte. 10 MB at most."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )
    compared = forms.BooleanField(
        label=_("It is a scan: I have compared it with this certificate."),
        required=False,
        help_text=_("Only needed where the PDF has no text that could be compared here."),
    )

    def clean_file(self) -> Any:
        return _small_enough(self.cleaned_data["file"])


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files of one press; gives a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": "application/pdf,.pdf"}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = data if isinstance(data, list | tuple) and data else [data or None]
        files = [_small_enough(super(FilesField, self).clean(one, initial)) for one in sent]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Send at most %(most)s files at once.") % {"most": MOST_FILES})
        return files


class SignedManyForm(forms.Form):
    copies = FilesField(
        label=_("Signed PDFs"),
        help_text=_("Each finds its certificate by the code in its text. At most 60 files at once, 10 MB each."),
    )


class SignatoryForm(forms.Form):
    name = forms.CharField(label=_("Name with titles"), max_length=200)
    nip = NipField(required=False)
    position = forms.CharField(label=_("Position"), max_length=200, help_text=_("In Indonesian, as it is printed."))
    position_en = forms.CharField(label=_("Position in English"), max_length=200)
    picture = forms.FileField(
        label=_("Picture of the signature"),
        required=False,
        help_text=_(
            "PNG with a clear background is best. Without one the line stays free, for a pen or for a copy that is signed elsewhere."
        ),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    no_picture = forms.BooleanField(label=_("Print no picture of the signature"), required=False)

    def __init__(self, *args: Any, signatory: Signatory | None = None, **kwargs: Any) -> None:
        if signatory is not None:
            kwargs["initial"] = {name: getattr(signatory, name) for name in ("name", "nip", "position", "position_en")}
        super().__init__(*args, **kwargs)
        if signatory is None or signatory.picture_id is None:
            del self.fields["no_picture"]

    def clean_nip(self) -> str:
        nip = self.cleaned_data["nip"]
        return nip.digits if nip else ""

    def clean_picture(self) -> tuple[str, bytes] | None:
        file = self.cleaned_data["picture"]
        return (file.name or "", _small_enough(file).read()) if file else None


class CodeForm(forms.Form):
    """A code of verification, typed from paper."""

    code = forms.CharField(
        label=_("Code on the certificate"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        help_text=_("16 letters and figures in groups of four, under the QR code."),
    )


def _small_enough(file: Any) -> Any:
    if file.size > LARGEST_FILE:
        raise forms.ValidationError(_("The file is larger than 10 MB."))
    return file
