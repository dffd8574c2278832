"""Components: what they draw, what they refuse, and that nothing typed by people becomes markup."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.template import RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory

from lms.ui.forms import error_entries, initials
from lms.ui.props import WrongProp

EVIL = "<img src=x onerror=alert(1)>\"'"


def draw(tag: str, request: HttpRequest | None = None, **context: Any) -> str:
    return Template("{% load ui %}" + tag).render(RequestContext(request or RequestFactory().get("/"), context))


@pytest.mark.parametrize(
    "tag",
    [
        '{% button labl="Simpan" %}',
        '{% button "Simpan" %}',
        "{% badge %}",
        '{% card titel="x" %}{% endcard %}',
        '{% stat label="x" value="1" tone="ok" %}',
        "{% heat_map title='x' desc='y' rows=rows %}",
    ],
)
def test_a_prop_that_nobody_declared_or_that_is_missing_is_found_when_the_page_is_parsed(tag: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        Template("{% load ui %}" + tag)


@pytest.mark.parametrize(
    "tag",
    [
        '{% button label="x" kind="loud" %}',
        '{% button label="x" type="image" %}',
        '{% button label="x" icon="unicorn" %}',
        "{% button label=misspelt %}",
        '{% badge label="x" tone="green" %}',
        "{% badge label=misspelt %}",
        '{% notice tone="danger" %}x{% endnotice %}',
        '{% card tone="loud" %}x{% endcard %}',
        '{% card title="x" level=1 %}x{% endcard %}',
        '{% dialog id="a" title="" label="b" %}x{% enddialog %}',
        "{% fold summary=misspelt %}x{% endfold %}",
        '{% stat label="x" value=misspelt %}',
        '{% progress value="many" max=3 label="x" %}',
        '{% progress value=True max=3 label="x" %}',
        '{% download href="/x" label="x" bytes="4 MB" %}',
        "{% avatar name=misspelt %}",
        "{% icon name='unicorn' %}",
        '{% when at=at style="brief" %}',
        '{% confirmable evidence="hearsay" %}',
        '{% empty title="x" text=misspelt %}',
        '{% tabs items=one_key label="x" %}',
        "{% timeline items=one_key %}",
        "{% journey steps=strange_state %}",
        '{% tabs items=misspelt label="x" %}',
        "{% timeline items=misspelt %}",
        "{% journey steps=misspelt %}",
        "{% crumbs items=misspelt %}",
        '{% bar_chart title="x" desc="y" rows=misspelt %}',
        '{% line_chart title="x" desc="y" series=misspelt %}',
        '{% radar_chart title="x" desc="y" axes=misspelt series=misspelt axis_label="z" %}',
        '{% heat_map title="x" desc="y" columns=columns rows=misspelt %}',
        '{% matrix_table title="x" desc="y" columns=misspelt rows=misspelt %}',
        '{% state_map title="x" desc="y" corner="z" columns=misspelt rows=misspelt %}',
        '{% matrix_table title="x" desc="y" columns=columns rows=strange_cell %}',
        '{% state_map title="x" desc="y" corner="z" columns=columns rows=strange_sign %}',
    ],
)
def test_a_wrong_value_raises_where_components_are_strict_and_nowhere_else(tag: str, settings: Any) -> None:
    context: dict[str, Any] = {
        "at": datetime(2026, 3, 2, 5, tzinfo=UTC),
        "one_key": [{"titel": "x"}],
        "strange_state": [{"label": "x", "note": "", "state": "paused"}],
        "columns": ["ILO"],
        "strange_sign": [{"label": "x", "cells": [{"label": "x", "sign": "x", "tone": "pink"}]}],
        "strange_cell": [{"number": 1, "label": "x", "cells": [{"label": "x", "tone": "pink"}]}],
    }
    with pytest.raises(WrongProp):
        draw(tag, **context)
    settings.PADAN_STRICT_COMPONENTS = False
    if "one_key" not in tag and "many" not in tag and "4 MB" not in tag:
        assert isinstance(draw(tag, **context), str)


@pytest.mark.parametrize(
    "tag",
    [
        "{% button label=evil %}",
        "{% button label='x' href=evil %}",
        "{% button label='x' name=evil value=evil form=evil %}",
        "{% badge label=evil %}",
        "{% card title=evil eyebrow=evil id=evil %}x{% endcard %}",
        "{% notice title=evil %}x{% endnotice %}",
        "{% dialog id=evil title=evil label=evil %}x{% enddialog %}",
        "{% fold summary=evil %}x{% endfold %}",
        "{% stat label=evil value=evil note=evil %}",
        "{% progress value=1 max=2 label=evil %}",
        "{% avatar name=evil %}",
        "{% empty title=evil text=evil href=evil label=evil %}",
        "{% download href=evil label=evil bytes=1 %}",
        "{% tabs items=tabs label=evil %}",
        "{% timeline items=happened %}",
        "{% journey steps=steps %}",
        "{% crumbs items=crumbs %}",
        "{% bar_chart title=evil desc=evil rows=bars %}",
        "{% line_chart title=evil desc=evil series=series %}",
        "{% heat_map title=evil desc=evil columns=columns rows=heat %}",
        "{% matrix_table title=evil desc=evil columns=columns rows=matrix corner=evil %}",
        "{% state_map title=evil desc=evil columns=columns rows=states corner=evil target=evil %}",
    ],
)
def test_what_people_type_stays_text(tag: str) -> None:
    cells = [{"label": EVIL, "tone": "ok", "href": EVIL}]
    page = draw(
        tag,
        evil=EVIL,
        tabs=[{"label": EVIL, "href": EVIL, "current": True, "count": EVIL}],
        happened=[{"at": datetime(2026, 3, 2, tzinfo=UTC), "title": EVIL, "text": EVIL}],
        steps=[{"label": EVIL, "note": EVIL, "state": "now"}],
        crumbs=[(EVIL, EVIL)],
        bars=[(EVIL, 1)],
        series=[{"name": EVIL, "points": [(EVIL, 1)]}, {"name": EVIL, "points": [(EVIL, None)]}],
        columns=[EVIL],
        heat=[(EVIL, [1])],
        states=[{"label": EVIL, "note": EVIL, "href": EVIL, "cells": [{**cells[0], "sign": EVIL, "note": EVIL}]}],
        matrix=[{"number": 1, "label": EVIL, "note": EVIL, "href": EVIL, "cells": cells}],
    )
    assert "<img" not in page
    assert "\"'" not in page


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Dr. Ratna Juwita, S.E., M.Si.", "RJ"),
        ("Aisyah", "A"),
        ("H. Dwi Wibowo", "DW"),
        ("Ni Made Suartini, S.E.", "NS"),
        ("Drs.", "D"),
        ("", ""),
    ],
)
def test_initials_leave_titles_out(name: str, letters: str) -> None:
    assert initials(name) == letters


class Ask(forms.Form):
    name = forms.CharField(label="Nama")
    how = forms.ChoiceField(label="Bagaimana Anda hadir?", widget=forms.RadioSelect, choices=[("a", "A")])
    seen = forms.CharField(widget=forms.HiddenInput, label="Versi")


def test_the_summary_of_errors_leads_to_each_field_and_reads_well() -> None:
    form = Ask({})
    form.add_error(None, "Tidak tersimpan.")
    entries = error_entries(form)
    assert [entry.target for entry in entries] == ["", "id_name", "id_how_0", ""]
    assert [entry.words for entry in entries][:3] == [
        "Tidak tersimpan.",
        "Nama: Kolom ini harus diisi.",
        "Bagaimana Anda hadir? Kolom ini harus diisi.",
    ]
    assert error_entries(Ask()) == []


def test_a_field_is_tied_to_its_help_and_error() -> None:
    page = draw("{% field field=form.name %}", form=Ask({}))
    assert 'aria-describedby="id_name_error"' in page
    assert 'id="id_name_error"' in page
    assert 'aria-invalid="true"' in page


def test_a_single_page_needs_no_pages_and_many_keep_the_query() -> None:
    assert not draw("{% pagination page=page %}", page=Paginator(range(3), 10).page(1)).strip()
    request = RequestFactory().get("/people/", {"q": "ratna", "page": "2"})
    page = draw("{% pagination page=page %}", page=Paginator(range(90), 10).page(2), request=request)
    assert "q=ratna&amp;page=3" in page
    assert 'aria-current="page"' in page


def test_no_instant_and_no_day_are_dashes() -> None:
    assert draw("{% when at=None %}{% day on=None %}") == "––"
    assert 'datetime="2026-03-02"' in draw("{% day on=on %}", on=date(2026, 3, 2))
