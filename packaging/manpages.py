"""The manual pages qbs(1) and qbs-desktop(1), made from the programs' own help so that they say the same.

packaging/manpages.py FOLDER  writes  qbs.1 and qbs-desktop.1
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from qbs_desktop import __version__, app
from qbs_desktop.cli import program
from qbs_desktop.cli.usage import Parser

WORDS = (
    ("usage: ", "用法："),
    ("positional arguments:", "参数："),
    ("options:", "选项："),
    ("show this help message and exit", "显示这段说明"),
    ("show program's version number and exit", "显示版本"),
)
"""What argparse says in English."""

FILES = """\
.SH 文件
.TP
.I ~/文档/千百十填报/
新建的数据文件默认存放在这里。数据文件 .qbs 可以放在任何文件夹。
.TP
.I ~/.config/qbs\\-desktop/
窗口设置：大小、最近打开的文件。不含数据。
.TP
.I ~/.local/state/qbs\\-desktop/log/
日志。
"""


def troff(text: str) -> str:
    """Plain text as troff shows it: no line is a request, no hyphen becomes a dash."""
    lines = text.replace("\\", "\\e").replace("-", "\\-").splitlines()
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in lines)


def literal(text: str) -> str:
    """Lines that stay as they are."""
    return f".nf\n{troff(text.rstrip())}\n.fi\n"


def head(name: str, what: str) -> str:
    """Title and NAME."""
    return (
        f'.TH {name.upper().replace("-", chr(92) + "-")} 1 "" "qbs\\-desktop {__version__}" 千百十填报\n'
        f".SH 名称\n{troff(name)} \\- {troff(what)}\n"
    )


def help_of(parser: argparse.ArgumentParser) -> str:
    """A parser's help without its description, which the page has said already."""
    parser.description = None
    text = parser.format_help()
    for english, chinese in WORDS:
        text = text.replace(english, chinese)
    return text


def command_page() -> str:
    """qbs(1): every command with its options."""
    text = head("qbs", "千百十填报的命令行：名单、数据、审核、报表")
    text += ".SH 概要\n.B qbs\n.I 命令\n[选项]\n.br\n.B qbs\n.I 命令\n.B \\-\\-help\n.SH 命令\n"
    for command in program.COMMANDS:
        parser = Parser(prog=f"qbs {command.name}")
        parser.add_argument("--json", action="store_true", help="在标准输出打印一个 JSON 文档")
        command.add(parser)
        text += f".SS {troff(command.name)} \\- {troff(command.help)}\n{literal(help_of(parser))}"
    text += ".SH 退出码\n0 完成；1 有问题或被拒绝；2 用法不对。\n"
    return text + FILES + ".SH 参见\n.BR qbs\\-desktop (1)\n"


def window_page() -> str:
    """qbs-desktop(1)."""
    text = head("qbs-desktop", "千百十填报：县市区名单、月度填报、审核与上报，不联网")
    text += f".SH 概要与选项\n{literal(help_of(app.parser()))}"
    text += ".SH 说明\n程序里按 F1 打开使用手册。"
    text += "装好后可以用 \\-\\-self\\-test 看程序是否完好：它不碰设置和数据，也不留文件。\n"
    return text + FILES + ".SH 参见\n.BR qbs (1)\n"


def main() -> int:
    """Write both pages."""
    os.environ["COLUMNS"] = "76"  # argparse breaks its lines there
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "qbs.1").write_text(command_page(), encoding="utf-8")
    (folder / "qbs-desktop.1").write_text(window_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
