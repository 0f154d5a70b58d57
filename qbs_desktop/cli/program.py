"""The commands of `qbs` and how one is run.

UTF-8; exit codes 0 done, 1 findings or refused, 2 usage. With ``--json`` one JSON document goes to stdout and
everything else to stderr.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import logging
import sys
from collections.abc import Sequence

from qbs_desktop import __version__, paths
from qbs_desktop.cli import (
    backups,
    charts,
    checking,
    collating,
    demo,
    files,
    importing,
    keys,
    leaving,
    lists,
    past,
    returns,
    submitting,
    templates,
)
from qbs_desktop.cli.command import Command, Outcome, say
from qbs_desktop.cli.usage import Parser
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.exchange.saving import reason

COMMANDS: tuple[Command, ...] = (
    files.NEW,
    importing.IMPORT,
    lists.LIST,
    leaving.TAKE_OFF,
    leaving.PUT_BACK,
    checking.CHECK,
    returns.EXPORT,
    submitting.SUBMIT,
    returns.VERIFY,
    collating.COLLATE,
    collating.RECEIPT,
    collating.REJECT,
    submitting.ACCEPT,
    keys.KEYS,
    templates.TEMPLATE,
    charts.CHART,
    past.HISTORY,
    past.UNDO,
    backups.BACKUP,
    backups.RESTORE,
    files.DOCTOR,
    files.UPGRADE,
    files.OPEN,
    demo.DEMO,
    files.SELF_TEST,
)
"""Every command, in the order in which `qbs --help` shows them."""


CANCELLED = "已取消。没做完的这一步不会留下半截；做到了哪里，可用 qbs history 查看。"


def parser() -> argparse.ArgumentParser:
    """The parser over all commands."""
    top = Parser(prog="qbs", description="千百十填报：名单、数据、审核、报表（命令行）")
    top.add_argument("--version", action="version", version=f"qbs {__version__}", help="显示版本")
    commands = top.add_subparsers(dest="command", metavar="命令", required=True)
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        sub.add_argument("--json", action="store_true", help="在标准输出打印一个 JSON 文档")
        command.add(sub)
        sub.set_defaults(run=command.run)
    return top


def run(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; no traceback reaches the user."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    arguments = parser().parse_args(argv)
    try:
        outcome: Outcome = arguments.run(arguments)
    except QbsError as error:
        return _refused(str(error), as_json=arguments.json)
    except KeyboardInterrupt:
        return _refused(CANCELLED, as_json=arguments.json)
    except OSError as fault:
        return _refused(_about(fault), as_json=arguments.json)
    except Exception as bug:  # noqa: BLE001 - the last net: a bug is logged, the user gets a sentence
        return _bug(bug, as_json=arguments.json)
    with contextlib.suppress(BrokenPipeError):
        _print(outcome, as_json=arguments.json)
    return outcome.code


def _print(outcome: Outcome, *, as_json: bool) -> None:
    """Print what a command found; a reader that stops listening (``| head``) is no fault."""
    text = json.dumps(outcome.document, ensure_ascii=False, indent=1) if as_json else "\n".join(outcome.lines)
    if text:
        print(text, flush=True)


def _about(fault: OSError) -> str:
    """What a file system refuses where no service had a better sentence for it."""
    name = f"“{fault.filename}”" if fault.filename else "文件"
    return f"{name}打不开或不能写入（{reason(fault)}），请换一个位置或名称再试。"


def _refused(sentence: str, *, as_json: bool) -> int:
    if as_json:
        print(json.dumps({"error": sentence}, ensure_ascii=False))
    say(sentence)
    return 1


def _bug(bug: Exception, *, as_json: bool) -> int:
    try:
        log = paths.logs() / "qbs.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        logging.basicConfig(filename=log, encoding="utf-8")
        logging.getLogger("qbs").error("unexpected error", exc_info=bug)
        where = f"详情已记入日志：{log}"
    except OSError:
        where = f"日志写不进去，请记下：{type(bug).__name__}：{bug}"
    return _refused(f"程序内部出错，这一步没有执行。{where}", as_json=as_json)
