#!/usr/bin/env python
"""Django's command line for Padan."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.local")
    from django.core.management import execute_from_command_line

    if sys.argv[1:] == ["up"]:
        from lms.demo.starting import start_as_before

        start_as_before()
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
