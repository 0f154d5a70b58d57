"""`python -m qbs_desktop.cli`."""

import sys

from qbs_desktop.cli import main

sys.exit(main())
