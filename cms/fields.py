"""Model fields for short lists that an editor writes one a line, or ticks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class LinesWidget(forms.Textarea):
    """A text area holding one entry a line."""

    def format_value(self, value: Any) -> str:
        return "\n".join(value) if isinstance(value, list) else (value or "")


class LinesFormField(forms.CharField):
    """Turns lines into a list of texts; empty lines are dropped."""

    widget = LinesWidget

    def __init__(self, *, max_lines: int | None = None, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder"):
            kwargs.pop(unused, None)
        self.max_lines = max_lines
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if self.max_lines is not None and len(value) > self.max_lines:
            raise ValidationError(
                _("At most %(most)s lines; there are %(count)s."),
                params={"most": self.max_lines, "count": len(value)},
                code="too_many_lines",
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class LinesField(models.JSONField):
    """A list of short texts. In forms: one a line."""

    def __init__(self, *args: Any, max_lines: int | None = None, **kwargs: Any) -> None:
        self.max_lines = max_lines
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        options = {"form_class": LinesFormField, "max_lines": self.max_lines, "widget": LinesWidget(attrs={"rows": 4})}
        return super().formfield(**{**kwargs, **options})


class NumbersFormField(forms.TypedMultipleChoiceField):
    """Ticks that become a sorted list of whole numbers."""

    def __init__(self, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder", "max_length"):
            kwargs.pop(unused, None)
        super().__init__(coerce=int, empty_value=[], **kwargs)

    def clean(self, value: Any) -> list[int]:
        return sorted(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return sorted(str(value) for value in initial or []) != sorted(str(value) for value in data or [])


class NumbersField(models.JSONField):
    """A list of numbers of things that carry one (SOPs, processes). `numbers` returns the choices when a form opens."""

    def __init__(self, *args: Any, numbers: Any = None, **kwargs: Any) -> None:
        self.numbers = numbers
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        options = {
            "form_class": NumbersFormField,
            "choices": self.numbers or list,
            "widget": forms.CheckboxSelectMultiple,
        }
        return super().formfield(**{**kwargs, **options})
