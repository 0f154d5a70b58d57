"""Run by the system's Python, which has LibreOffice's bridge: open a workbook with a password, save it without.

`office_open.py SOURCE TARGET PASSWORD PROFILE`; exit code 3 if LibreOffice does not open it.
"""

import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue

source, target, password, profile = sys.argv[1:]
pipe = f"qbs{time.time_ns()}"
office = subprocess.Popen(
    [
        "soffice",
        f"-env:UserInstallation={Path(profile).as_uri()}",
        "--headless",
        "--norestore",
        f"--accept=pipe,name={pipe};urp;",
    ]
)


def said(**values: object) -> tuple[PropertyValue, ...]:
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


def desktop() -> object:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    until = time.monotonic() + 60
    while True:
        try:
            there = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return there.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", there)
        except Exception:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


try:
    bench = desktop()
    try:
        book = bench.loadComponentFromURL(Path(source).as_uri(), "_blank", 0, said(Hidden=True, Password=password))
    except Exception as fault:  # noqa: BLE001 - what the bridge raises is of no class that is known here
        print(fault)
        book = None
    if book is not None:
        book.storeToURL(Path(target).as_uri(), said(FilterName="Calc MS Excel 2007 XML"))
        book.close(True)
finally:
    office.terminate()
    office.wait(30)
sys.exit(0 if book is not None else 3)
