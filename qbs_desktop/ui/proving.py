"""Commands about proof: keys that sign, verifying returns, examining the data file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qbs_desktop.ui import feedback

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow


def manage_keys(window: MainWindow) -> None:
    """签名的钥匙: the own one, and those of the units that report here."""
    from qbs_desktop.ui.dialogs.office_keys import OfficeKeysDialog

    OfficeKeysDialog(window.workspace, window).open()


def verify_return(window: MainWindow) -> None:
    """校验报表: works without an open file."""
    from qbs_desktop.services.reporting import office_keys
    from qbs_desktop.ui.dialogs.verify import VerifyDialog

    files = feedback.pick_files(window, "选择要校验的报表", feedback.RETURNS)
    if files:
        ring = office_keys.ring(window.workspace) if window.has_file else None
        VerifyDialog(files, window.tasks, window, ring).open()


def examine(window: MainWindow) -> None:
    """检查数据文件, in the background; the answer in one dialog."""
    from qbs_desktop.services.safety import doctor

    workspace = window.workspace

    def done(found: list[doctor.Examination]) -> None:
        well = all(one.well for one in found)
        lines = "\n".join(f"{'正常' if one.well else '异常'}　{one.what}：{one.sentence}" for one in found)
        if well:
            feedback.inform(window, "数据文件完好。", lines)
        else:
            feedback.warn(window, "数据文件有问题，请先备份，再联系技术支持。", lines)

    window.tasks.run("检查数据文件", lambda _progress, _cancelled: doctor.examine(workspace), done, workspace=workspace)
