"""`python -m qbs_desktop.cli`."""

import sys

try:
    from qbs_desktop.cli import main

    sys.exit(main())
except KeyboardInterrupt:  # while the program is still loading
    sys.exit("已取消。")
