"""The WSGI application that `python -m lms.web` serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")

# Behind a proxy every visitor would else have the proxy's address: one limit of tries for all, one origin in the trail.
application = wrap_wsgi_with_proxy_headers(get_wsgi_application(), trusted_hosts=settings.PADAN_TRUSTED_PROXIES)
