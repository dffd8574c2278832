"""A test may stay open longer to one person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("assignments", "0002_work_release_at")]

    operations = [
        migrations.AddField(
            model_name="quizallowance",
            name="open_until",
            field=models.DateTimeField(null=True, verbose_name="open until"),
        ),
        migrations.RemoveConstraint(model_name="quizallowance", name="allowance_gives_something"),
        migrations.AddConstraint(
            model_name="quizallowance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extra_minutes__gt", 0), ("extra_attempts__gt", 0), ("open_until__isnull", False), _connector="OR"
                ),
                name="allowance_gives_something",
            ),
        ),
    ]
