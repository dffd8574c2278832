import django.db.models.deletion
import lms.people.clock
import lms.people.ids
from django.conf import settings
from django.db import migrations, models

from lms.people.tables import PACKAGES


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        *PACKAGES,
        ('people', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                ('purpose', models.CharField(max_length=40, verbose_name='purpose')),
                ('name', models.CharField(max_length=255, verbose_name='name')),
                ('kind', models.CharField(blank=True, choices=[('jpeg', 'JPEG'), ('png', 'PNG'), ('webp', 'WebP'), ('heic', 'HEIC'), ('pdf', 'PDF'), ('docx', 'DOCX'), ('xlsx', 'XLSX')], max_length=8, verbose_name='kind')),
                ('received_bytes', models.PositiveBigIntegerField(verbose_name='size as received')),
                ('received_sha256', models.CharField(max_length=64)),
                ('stored_bytes', models.PositiveBigIntegerField(null=True, verbose_name='size as stored')),
                ('stored_sha256', models.CharField(blank=True, max_length=64)),
                ('path', models.CharField(max_length=120, unique=True)),
                ('preview_path', models.CharField(blank=True, max_length=120)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('page_count', models.PositiveIntegerField(null=True)),
                ('pages_drawn', models.PositiveSmallIntegerField(default=0)),
                ('state', models.CharField(choices=[('received', 'Received, being checked'), ('ready', 'Ready'), ('refused', 'Refused')], default='received', max_length=8, verbose_name='state')),
                ('refused_because', models.CharField(blank=True, max_length=300, verbose_name='refused because')),
                ('lost_here', models.BooleanField(default=False)),
                ('received_at', models.DateTimeField(default=lms.people.clock.now, verbose_name='received')),
                ('checked_at', models.DateTimeField(null=True)),
                ('check_attempts', models.PositiveSmallIntegerField(default=0)),
                ('next_check_at', models.DateTimeField(default=lms.people.clock.now, null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stored_files', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'file',
                'verbose_name_plural': 'files',
                'ordering': ['received_at', 'id'],
                'indexes': [models.Index(fields=['state', 'next_check_at'], name='files_store_state_556702_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['jpeg', 'png', 'webp', 'heic', 'pdf', 'docx', 'xlsx', ''])), name='stored_file_kind'), models.CheckConstraint(condition=models.Q(('state__in', ['received', 'ready', 'refused'])), name='stored_file_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'ready'), _negated=True), models.Q(models.Q(('stored_sha256', ''), _negated=True), models.Q(('kind', ''), _negated=True), ('stored_bytes__isnull', False)), _connector='OR'), name='ready_file_is_checked'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'refused'), _negated=True), models.Q(('refused_because', ''), _negated=True), _connector='OR'), name='refused_file_says_why')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                ('purpose', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=64)),
                ('name', models.CharField(max_length=255)),
                ('size', models.PositiveBigIntegerField()),
                ('offset', models.PositiveBigIntegerField(default=0)),
                ('parts', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('open', 'Under way'), ('done', 'Complete'), ('dropped', 'Given up')], default='open', max_length=8)),
                ('started_at', models.DateTimeField(default=lms.people.clock.now)),
                ('last_part_at', models.DateTimeField(default=lms.people.clock.now)),
                ('file', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='upload', to='files.storedfile')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'upload',
                'verbose_name_plural': 'uploads',
                'indexes': [models.Index(fields=['state', 'last_part_at'], name='files_uploa_state_ce7bee_idx'), models.Index(fields=['owner', 'started_at'], name='files_uploa_owner_i_c4faf2_idx')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'purpose', 'key'), name='upload_once'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'done', 'dropped'])), name='upload_state'), models.CheckConstraint(condition=models.Q(('offset__lte', models.F('size'))), name='upload_within_its_size'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), ('file__isnull', False), _connector='OR'), name='upload_done_has_a_file')],
            },
        ),
    ]
