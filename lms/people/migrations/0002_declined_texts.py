"""Whoever stays with the earlier wording of a consent says so."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.people.clock


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="DeclinedText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("declined_at", models.DateTimeField(default=lms.people.clock.now)),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="declined", to="people.consenttext"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declined_texts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "declined wording",
                "verbose_name_plural": "declined wordings",
                "ordering": ["-declined_at"],
                "constraints": [models.UniqueConstraint(fields=("user", "text"), name="text_declined_once")],
            },
        ),
    ]
