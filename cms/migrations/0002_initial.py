from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cms', '0001_initial'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='curriculumversion',
            constraint=models.UniqueConstraint(fields=('curriculum', 'number'), name='curriculum_version_number'),
        ),
        migrations.AddConstraint(
            model_name='curriculumversion',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review', 'published', 'retired'])), name='curriculum_version_state'),
        ),
        migrations.AddConstraint(
            model_name='curriculumversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['published', 'retired']), _negated=True), models.Q(('published_at__isnull', False), models.Q(('digest', ''), _negated=True)), _connector='OR'), name='published_version_has_time_and_digest'),
        ),
        migrations.AddConstraint(
            model_name='versionitem',
            constraint=models.UniqueConstraint(fields=('version', 'order'), name='version_item_order'),
        ),
        migrations.AddConstraint(
            model_name='versionitem',
            constraint=models.UniqueConstraint(fields=('version', 'key'), name='version_item_key'),
        ),
        migrations.AddConstraint(
            model_name='versionitem',
            constraint=models.UniqueConstraint(fields=('version', 'slug'), name='version_item_slug'),
        ),
        migrations.AddConstraint(
            model_name='versionitem',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['course', 'module', 'lesson'])), name='version_item_kind'),
        ),
        migrations.AddConstraint(
            model_name='versionitem',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['online', 'offline_1', 'field', 'offline_2', 'evaluation'])), name='version_item_stage'),
        ),
        migrations.AddConstraint(
            model_name='versionitem',
            constraint=models.CheckConstraint(condition=models.Q(('evidence__in', ['source', 'inferred', 'confirmed'])), name='version_item_evidence'),
        ),
    ]
