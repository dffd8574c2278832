"""The web process: `granian --interface wsgi lms.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")

application = get_wsgi_application()
