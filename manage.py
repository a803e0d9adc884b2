#!/usr/bin/env python
"""Run a management command; the environment names the settings (README, "Configuration")."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forum_site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
