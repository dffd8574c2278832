import django.db.models.deletion
import lms.notices.models
import lms.people.clock
import lms.people.ids
import lms.people.tables
from django.conf import settings
from django.db import migrations, models

from lms.people.tables import PACKAGES


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        *PACKAGES,
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        lms.people.tables.CreateTables(
            models=[migrations.CreateModel(
                name='CalendarToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('nonce', models.CharField(default=lms.notices.models.new_calendar_nonce, max_length=16)),
                    ('renewed_at', models.DateTimeField(default=lms.people.clock.now, verbose_name='renewed')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_token', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'calendar address',
                    'verbose_name_plural': 'calendar addresses',
                },
            ), migrations.CreateModel(
                name='Notice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('kind', models.CharField(max_length=60, verbose_name='kind')),
                    ('path', models.CharField(max_length=300, verbose_name='leads to')),
                    ('values', models.JSONField(default=dict)),
                    ('key', models.CharField(max_length=160)),
                    ('about_type', models.CharField(blank=True, max_length=60)),
                    ('about_id', models.BigIntegerField(null=True)),
                    ('is_reminder', models.BooleanField(default=False)),
                    ('created_at', models.DateTimeField(default=lms.people.clock.now, verbose_name='told')),
                    ('read_at', models.DateTimeField(null=True, verbose_name='read')),
                    ('withdrawn_at', models.DateTimeField(null=True, verbose_name='taken back')),
                    ('actor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by whom')),
                    ('to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to=settings.AUTH_USER_MODEL, verbose_name='to whom')),
                ],
                options={
                    'verbose_name': 'notice',
                    'verbose_name_plural': 'notices',
                    'ordering': ['-created_at', '-id'],
                    'indexes': [models.Index(fields=['to', '-created_at'], name='notices_not_to_id_2a1846_idx'), models.Index(fields=['about_type', 'about_id'], name='notices_not_about_t_81182e_idx'), models.Index(condition=models.Q(('read_at__isnull', True), ('withdrawn_at__isnull', True)), fields=['to'], name='notice_unread')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('key',), name='notice_told_once')],
                },
            ), migrations.CreateModel(
                name='Delivery',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', models.CharField(default=lms.people.ids.new_id, editable=False, max_length=12, unique=True)),
                    ('channel', models.CharField(choices=[('mail', 'E-mail at once'), ('digest', 'In the daily summary')], max_length=8, verbose_name='how')),
                    ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sent', 'Sent'), ('failed', 'Not delivered'), ('withdrawn', 'Taken back')], default='waiting', max_length=10, verbose_name='state')),
                    ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='tries')),
                    ('next_attempt_at', models.DateTimeField(default=lms.people.clock.now, null=True, verbose_name='next try')),
                    ('failure', models.CharField(blank=True, max_length=300, verbose_name='why it failed')),
                    ('round', models.PositiveSmallIntegerField(default=1)),
                    ('claim', models.CharField(blank=True, max_length=16)),
                    ('sent_at', models.DateTimeField(null=True, verbose_name='sent')),
                    ('sent_to', models.EmailField(blank=True, max_length=254, verbose_name='sent to')),
                    ('notice', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='delivery', to='notices.notice', verbose_name='notice')),
                ],
                options={
                    'verbose_name': 'message',
                    'verbose_name_plural': 'messages',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['state', 'next_attempt_at'], name='notices_del_state_73381c_idx')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('channel__in', ['mail', 'digest'])), name='delivery_channel'), models.CheckConstraint(condition=models.Q(('state__in', ['waiting', 'sent', 'failed', 'withdrawn'])), name='delivery_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'sent'), _negated=True), ('sent_at__isnull', False), _connector='OR'), name='delivery_sent_has_a_time'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), ('next_attempt_at__isnull', True), _connector='OR'), name='delivery_settled_is_not_tried'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'failed'), _negated=True), models.Q(('failure', ''), _negated=True), _connector='OR'), name='delivery_failed_says_why')],
                },
            ), migrations.CreateModel(
                name='NoticePreference',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=60, verbose_name='kind')),
                    ('channel', models.CharField(choices=[('mail', 'E-mail at once'), ('digest', 'In the daily summary'), ('screen', 'On screen only')], max_length=8, verbose_name='how')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'choice of notices',
                    'verbose_name_plural': 'choices of notices',
                    'constraints': [models.UniqueConstraint(fields=('user', 'kind'), name='notice_preference_once'), models.CheckConstraint(condition=models.Q(('channel__in', ['mail', 'digest', 'screen'])), name='notice_preference_channel')],
                },
            ), migrations.CreateModel(
                name='NoticeTemplate',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(max_length=60, verbose_name='kind')),
                    ('language', models.CharField(choices=[('id', 'Indonesian'), ('en', 'English')], max_length=2, verbose_name='language')),
                    ('version', models.PositiveIntegerField(verbose_name='version')),
                    ('title', models.CharField(blank=True, max_length=200, verbose_name='title')),
                    ('body', models.TextField(blank=True, verbose_name='text')),
                    ('written_at', models.DateTimeField(default=lms.people.clock.now, verbose_name='written')),
                    ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written by')),
                ],
                options={
                    'verbose_name': 'words of a notice',
                    'verbose_name_plural': 'words of notices',
                    'ordering': ['kind', 'language', '-version'],
                    'constraints': [models.UniqueConstraint(fields=('kind', 'language', 'version'), name='notice_template_version_once'), models.CheckConstraint(condition=models.Q(('language__in', ['id', 'en'])), name='notice_template_language'), models.CheckConstraint(condition=models.Q(models.Q(('body', ''), ('title', '')), models.Q(models.Q(('title', ''), _negated=True), models.Q(('body', ''), _negated=True)), _connector='OR'), name='notice_template_is_whole')],
                },
            )],
        ),
    ]
