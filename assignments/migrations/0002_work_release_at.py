from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='work',
            name='release_at',
            field=models.DateTimeField(null=True),
        ),
    ]
