"""Reading the command line (命令行用法): argparse, with its sentences in Chinese."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterable
from typing import NoReturn

_SENTENCES: tuple[tuple[str, str], ...] = (
    (r"the following arguments are required: (.+)", r"缺少参数：\1。"),
    (r"unrecognized arguments: (.+)", r"不认识的参数：\1。"),
    (r"argument (.+?): invalid choice: '(.*?)' \(choose from (.+)\)", r"参数 \1 不能写“\2”，可选：\3。"),
    (r"argument (.+?): invalid int value: '(.*)'", r"参数 \1 要填整数，不能写“\2”。"),
    (r"argument (.+?): expected .*", r"参数 \1 后面没有写内容。"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能与 \2 同时使用。"),
    (r"ambiguous option: (\S+) could match (.+)", r"参数 \1 写得不全，可能是 \2。"),
    (r"argument (.+?): (.+)", r"参数 \1：\2"),
)
"""What argparse says in English, and how we say it; the more general ones last."""


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors a clerk can read."""

    def __init__(self, **more: object) -> None:
        """As argparse does, with Chinese headings and an explained ``--help``."""
        super().__init__(add_help=False, formatter_class=_Formatter, **more)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这段说明")

    def error(self, message: str) -> NoReturn:
        """Print the usage and one Chinese sentence; exit code 2."""
        self.exit(2, f"{self.format_usage()}{said(message)}\n")


class _Formatter(argparse.HelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def said(message: str) -> str:
    """An error of argparse in Chinese; what is not known stays as it is."""
    for pattern, sentence in _SENTENCES:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(sentence).replace("', '", "、").replace("'", "")
    return message
