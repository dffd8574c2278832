"""`python -m fieldpractice.standin`: the practice server by itself. It loads the settings and no app, so that it takes no time from a start."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")

from fieldpractice.standin.serving import NothingToPractise, serve

if __name__ == "__main__":
    try:
        serve(say=print)
    except NothingToPractise as error:
        sys.exit(str(error))
