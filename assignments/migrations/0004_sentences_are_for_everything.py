"""A sentence in the bank is for every work: nothing ever set what it was about."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("assignments", "0003_open_longer_for_one")]

    operations = [migrations.RemoveField("bankedcomment", "about")]
