; 千百十填报的 Windows 安装程序。由 packaging/windows.py 调用 makensis 生成，参数：VERSION、PAYLOAD（程序文件夹）、ICONS、OUT。
; 只装给当前用户，不要管理员权限；数据文件在“文档”里，安装、升级、卸载都不碰。
;   静默安装：setup.exe /S [/D=文件夹]      静默卸载：uninstall.exe /S
Unicode true
ManifestDPIAware true
ManifestSupportedOS all
RequestExecutionLevel user
SetCompressor /SOLID lzma
SetCompressorDictSize 32
CRCCheck force

!define TITLE "千百十填报"
!define KEY "Software\qbs-desktop"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\qbs-desktop"
!define TYPE "qbs-desktop.file"
!define START "-m qbs_desktop.app"

Name "${TITLE}"
OutFile "${OUT}"
InstallDir "$LOCALAPPDATA\Programs\qbs-desktop"
InstallDirRegKey HKCU "${KEY}" "InstallDir"
BrandingText "${TITLE} ${VERSION}"

!include MUI2.nsh
!include x64.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include LogicLib.nsh

!define MUI_ICON "${ICONS}/app.ico"
!define MUI_UNICON "${ICONS}/app.ico"
!define MUI_ABORTWARNING
!define MUI_WELCOMEPAGE_TITLE "安装 ${TITLE} ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "程序只装给当前用户，不需要管理员权限，不联网。$\r$\n$\r$\n已有旧版本的，直接升级；数据文件和设置都保留。$\r$\n$\r$\n请先关闭正在运行的${TITLE}，再按“下一步”。"
!define MUI_FINISHPAGE_RUN "$INSTDIR\runtime\pythonw.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "${START}"
!define MUI_FINISHPAGE_RUN_TEXT "现在打开${TITLE}"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!define MUI_UNCONFIRMPAGE_TEXT_TOP "将卸载${TITLE}。您的数据文件（.qbs）、备份和设置都会保留。"
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "${TITLE}"
VIAddVersionKey /LANG=2052 "FileDescription" "${TITLE} 安装程序"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "MIT"

; 程序开着时它的文件打不开写；这时不能升级、也不能卸载。
!macro NOT_RUNNING
  ${If} ${FileExists} "$INSTDIR\runtime\pythonw.exe"
    ClearErrors
    FileOpen $0 "$INSTDIR\runtime\pythonw.exe" a
    ${If} ${Errors}
      MessageBox MB_ICONEXCLAMATION|MB_OK "${TITLE}正在运行。请先关闭它，再试一次。" /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
    FileClose $0
  ${EndIf}
!macroend

; 只删安装程序自己放进去的；用户放在安装文件夹里的其他文件不动。
!macro REMOVE_PROGRAM
  RMDir /r "$INSTDIR\runtime"
  RMDir /r "$INSTDIR\lib"
  RMDir /r "$INSTDIR\app"
  RMDir /r "$INSTDIR\licenses"
  Delete "$INSTDIR\qbs.cmd"
  Delete "$INSTDIR\app.ico"
  Delete "$INSTDIR\document.ico"
!macroend

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP "需要 64 位的 Windows 10（1809）或更高版本。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  ${IfNot} ${AtLeastWin10}
    MessageBox MB_ICONSTOP "需要 Windows 10（1809）或更高版本；Windows 7、8 不能使用。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
FunctionEnd

Section "程序"
  !insertmacro NOT_RUNNING
  !insertmacro REMOVE_PROGRAM
  SetOutPath "$INSTDIR"
  File /r "${PAYLOAD}/*"
  File "${ICONS}/app.ico"
  File "${ICONS}/document.ico"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  SetOutPath "$INSTDIR\app"
  CreateShortcut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\runtime\pythonw.exe" "${START}" "$INSTDIR\app.ico"
  CreateShortcut "$SMPROGRAMS\${TITLE}使用手册.lnk" "$INSTDIR\app\docs\print\使用手册.pdf"
  CreateShortcut "$SMPROGRAMS\${TITLE}速查卡.lnk" "$INSTDIR\app\docs\print\速查卡.pdf"
  CreateShortcut "$DESKTOP\${TITLE}.lnk" "$INSTDIR\runtime\pythonw.exe" "${START}" "$INSTDIR\app.ico"

  WriteRegStr HKCU "Software\Classes\.qbs" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "千百十数据文件"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\document.ico"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\runtime\pythonw.exe" ${START} "%1"'
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'

  WriteRegStr HKCU "${KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "Version" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "${TITLE}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\app.ico"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "千百十填报 contributors"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${UNINSTALL}" "EstimatedSize" $0
SectionEnd

Section "Uninstall"
  !insertmacro NOT_RUNNING
  !insertmacro REMOVE_PROGRAM
  Delete "$INSTDIR\uninstall.exe"
  SetOutPath "$TEMP"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  Delete "$SMPROGRAMS\${TITLE}使用手册.lnk"
  Delete "$SMPROGRAMS\${TITLE}速查卡.lnk"
  Delete "$DESKTOP\${TITLE}.lnk"
  ReadRegStr $0 HKCU "Software\Classes\.qbs" ""
  ${If} $0 == "${TYPE}"
    DeleteRegKey HKCU "Software\Classes\.qbs"
  ${EndIf}
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "${KEY}"
SectionEnd
