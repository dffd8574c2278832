"""The rows behind the figures of final reports leave their content, which pages and papers read, for rows of their own."""

from base64 import b64decode, b64encode

from django.db import migrations


def move_out(apps, schema_editor):
    """Move the rows of each final report out of its content; one report at a time."""
    finals, rows = (apps.get_model("evaluation", name)._base_manager for name in ("ReportFinal", "ReportFinalRows"))
    for pk in list(finals.order_by("pk").values_list("pk", flat=True)):
        final = finals.get(pk=pk)
        if "rows" not in final.content:
            continue
        packed = final.content.pop("rows")
        found = []
        for ref, text in packed.items():
            key, _colon, number = ref.rpartition(":")
            found.append(rows.model(final=final, key=key, cohort_number=int(number), packed=b64decode(text)))
        rows.bulk_create(found)
        finals.filter(pk=pk).update(content=final.content)


def move_back(apps, schema_editor):
    """Put the rows of each final report back into its content."""
    finals, rows = (apps.get_model("evaluation", name)._base_manager for name in ("ReportFinal", "ReportFinalRows"))
    for pk in list(rows.order_by("final_id").values_list("final_id", flat=True).distinct()):
        final = finals.get(pk=pk)
        kept = rows.filter(final=final)
        final.content["rows"] = {
            f"{one.key}:{one.cohort_number}": b64encode(bytes(one.packed)).decode() for one in kept
        }
        finals.filter(pk=pk).update(content=final.content)
        kept.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('evaluation', '0002_rows_of_final_reports'),
    ]

    operations = [
        migrations.RunPython(move_out, move_back),
    ]
