; The Windows setup: lays a version beside those that are there, tries it, and switches by one rename (README.md).
; makensis -DVERSION= -DFOUR= -DTREE= -DICON= -DOUT= setup.nsi       (installer/build/setup_windows.py)
Unicode true
Target amd64-unicode
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel admin
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include x64.nsh

!define TITLE "一窗受理"
!define PUBLISHER "window-counter"
!define OWN_KEY "Software\WindowCounter"
!define PROGRAMS_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\WindowCounter"
; counter/in_use.py holds it while any version runs, and RUNS-<folder> for its own
!define RUNS "Global\WindowCounter"
!define QUEUE_KEY "Software\Classes\.ycq"
!define QUEUE_CLASS "WindowCounter.Queue"
!define OLDEST_BUILD 18362 ; Windows 10 1903, the first with the icuuc.dll that Qt is linked with

!define WINDOWS_TOO_OLD 10
!define OLDER_THAN_INSTALLED 11
!define RUNNING 12
!define DAMAGED 13
!define NOT_WRITTEN 14
!define DOES_NOT_START 15
!define BAD_OPTION 16

Name "${TITLE}"
OutFile "${OUT}"
Icon "${ICON}"
UninstallIcon "${ICON}"
InstallDir "$PROGRAMFILES64\WindowCounter"
BrandingText "${TITLE} ${VERSION}"
CRCCheck force
!ifdef FAST
  SetCompress off
!else
  SetCompressor /SOLID lzma
!endif
SetDatablockOptimize on
SetDateSave on
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow
LoadLanguageFile "${NSISDIR}/Contrib/Language files/SimpChinese.nlf"
VIProductVersion "${FOUR}"
VIFileVersion "${FOUR}"
VIAddVersionKey /LANG=2052 "ProductName" "一窗受理客户端"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "FileDescription" "一窗受理安装程序"
VIAddVersionKey /LANG=2052 "CompanyName" "${PUBLISHER}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "${PUBLISHER}"
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Var Log         ; a second log that IT named
Var Machine     ; %ProgramData%\WindowCounter: policy, log; of all users, written by IT alone
Var Before      ; the folder that started until now, or empty
Var Folder      ; the folder of this version, in the folder versions
Var Part        ; its whole path while it is not complete
Var PolicyFile
Var Platform
Var Code

; --- what both halves need ------------------------------------------------------------------------------------------
!macro COMMON un
Function ${un}Note ; the text lies on the stack
  Exch $R9
  Push $0
  Push $1
  Push $2
  Push $3
  Push $4
  Push $5
  Push $6
  Push $7
  ${GetTime} "" "L" $0 $1 $2 $3 $4 $5 $6
  CreateDirectory "$Machine\log"
  FileOpen $7 "$Machine\log\install.log" a
  FileSeek $7 0 END
  FileWrite $7 "$2-$1-$0T$4:$5:$6 ${VERSION}: $R9$\r$\n"
  FileClose $7
  ${If} $Log != ""
    FileOpen $7 "$Log" a
    FileSeek $7 0 END
    FileWrite $7 "$2-$1-$0T$4:$5:$6 ${VERSION}: $R9$\r$\n"
    FileClose $7
  ${EndIf}
  DetailPrint "$R9"
  Pop $7
  Pop $6
  Pop $5
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
  Pop $R9
FunctionEnd

; The value of /NAME=value, /NAME="value" or "/NAME=value" takes the place of the name on the stack; empty when there is
; none. NSIS' own GetOptions ends a value at the next slash, so that it knows no address.
Function ${un}Option
  Exch $R9
  Push $0 ; where
  Push $1 ; length of the name
  Push $2
  Push $3 ; before it
  Push $4 ; the value
  StrLen $1 $R9
  StrCpy $0 0
  StrCpy $3 " "
  StrCpy $4 ""
  ${Do}
    StrCpy $2 $R0 $1 $0
    ${If} $2 == ""
      ${ExitDo}
    ${EndIf}
    ${If} $3 == '"' ; LogicLib reads from left to right: first either, then both
    ${OrIf} $3 == " "
    ${AndIf} $2 == $R9
      IntOp $0 $0 + $1
      StrCpy $2 $R0 1 $0
      ${If} $2 == '"'
        StrCpy $3 '"'
        IntOp $0 $0 + 1
      ${EndIf}
      ${Do}
        StrCpy $2 $R0 1 $0
        ${If} $2 == ""
        ${OrIf} $2 == $3
          ${ExitDo}
        ${EndIf}
        StrCpy $4 "$4$2"
        IntOp $0 $0 + 1
      ${Loop}
      ${ExitDo}
    ${EndIf}
    StrCpy $3 $R0 1 $0
    IntOp $0 $0 + 1
  ${Loop}
  StrCpy $R9 $4
  Pop $4
  Pop $3
  Pop $2
  Pop $1
  Pop $0
  Exch $R9
FunctionEnd

Function ${un}Runs ; the name of a mutex lies on the stack; 1 or 0 lies there afterwards
  Exch $R9
  Push $0
  Push $1
  System::Call 'kernel32::OpenMutexW(i 0x100000, i 0, w R9) p .r0 ? e'
  Pop $1
  StrCpy $R9 0
  ${If} $0 P<> 0
    System::Call 'kernel32::CloseHandle(p r0)'
    StrCpy $R9 1
  ${ElseIf} $1 = 5 ; ERROR_ACCESS_DENIED: it is there, another user's
    StrCpy $R9 1
  ${EndIf}
  Pop $1
  Pop $0
  Exch $R9
FunctionEnd
!macroend
!insertmacro COMMON ""
!insertmacro COMMON "un."

!macro Note un text
  Push "${text}"
  Call ${un}Note
!macroend
!define Note '!insertmacro Note ""'
!define UnNote '!insertmacro Note "un."'

!macro Option un name into
  Push "${name}"
  Call ${un}Option
  Pop ${into}
!macroend
!define Option '!insertmacro Option ""'
!define UnOption '!insertmacro Option "un."'

!macro Refuse un code text chinese
  !insertmacro Note "${un}" "${text} (exit code ${code})"
  MessageBox MB_OK|MB_ICONSTOP "${chinese}" /SD IDOK
  SetErrorLevel ${code}
  Quit
!macroend
!define Refuse '!insertmacro Refuse ""'
!define UnRefuse '!insertmacro Refuse "un."'

; --- the options; everything that can be refused is refused before a file is touched ----------------------------------
Function .onInit
  SetRegView 64
  SetShellVarContext all
  StrCpy $Machine "$APPDATA\WindowCounter"
  ${GetParameters} $R0
  ${Option} "/LOG=" $Log
  Call LockMachineFolder
  ${Note} "setup begins"
  ${IfNot} ${RunningX64}
    ${Refuse} ${WINDOWS_TOO_OLD} "refused: 64-bit Windows is needed" "需要 64 位 Windows 10（1903）或更新。"
  ${EndIf}
  ReadRegStr $0 HKLM "SOFTWARE\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${If} $0 < ${OLDEST_BUILD}
    ${Refuse} ${WINDOWS_TOO_OLD} "refused: Windows build $0 is older than ${OLDEST_BUILD}" "需要 Windows 10（1903）或更新，本机版本号 $0。"
  ${EndIf}
  Call ReadOptions
  ReadRegStr $0 HKLM "${OWN_KEY}" "InstallDir"
  ${If} $0 != ""
    StrCpy $INSTDIR $0 ; where it lies already; /D= is for the first time
  ${EndIf}
  Call RemoveInstead
  Call ReadBefore
  Call RefuseOlder
FunctionEnd

Function RemoveInstead ; /REMOVE: a copy of the uninstaller does it, waited for, so that its own file goes, too
  ClearErrors
  ${GetOptions} $R0 "/REMOVE" $0
  ${If} ${Errors}
    Return
  ${EndIf}
  ${Option} "/MSI=" $1
  InitPluginsDir
  CopyFiles /SILENT "$INSTDIR\uninstall.exe" "$PLUGINSDIR\remove.exe"
  ExecWait '"$PLUGINSDIR\remove.exe" /S /MSI=$1 /LOG="$Log" _?=$INSTDIR' $0
  SetErrorLevel $0
  Quit
FunctionEnd

Function ReadOptions
  ${Option} "/POLICY=" $PolicyFile
  ${If} $PolicyFile != ""
  ${AndIfNot} ${FileExists} "$PolicyFile"
    ${Refuse} ${BAD_OPTION} "refused: /POLICY= names no file" "找不到策略文件：$PolicyFile"
  ${EndIf}
  ${Option} "/PLATFORM=" $Platform
  ${If} $Platform != ""
    StrCpy $0 $Platform 8
    ${WordReplace} "$Platform" '"' "" "+" $1
    ${WordReplace} "$1" "\" "" "+" $1
    ${If} $0 != "https://"
    ${OrIf} $1 != $Platform
      ${Refuse} ${BAD_OPTION} "refused: /PLATFORM= is no https address" "平台地址应以 https:// 开头。"
    ${EndIf}
  ${EndIf}
  ${Option} "/ENROLCODE=" $Code
FunctionEnd

Function ReadBefore ; $Before names what starts now, when it is whole enough to start
  StrCpy $Before ""
  ${If} ${FileExists} "$INSTDIR\current"
    FileOpen $0 "$INSTDIR\current" r
    FileRead $0 $Before
    FileClose $0
    ${IfNot} ${FileExists} "$INSTDIR\versions\$Before\VERSION"
      ${Note} "current names $Before, which is not there"
      StrCpy $Before ""
    ${EndIf}
  ${EndIf}
  ClearErrors
FunctionEnd

Function RefuseOlder
  ${If} $Before == ""
    Return
  ${EndIf}
  FileOpen $0 "$INSTDIR\versions\$Before\VERSION" r
  FileRead $0 $1
  FileClose $0
  ${WordReplace} "$1" "$\n" "" "+" $1
  ${WordReplace} "$1" "$\r" "" "+" $1
  ${VersionCompare} "$1" "${VERSION}" $2
  ${If} $2 = 1
    ClearErrors
    ${GetOptions} $R0 "/ALLOWDOWNGRADE" $3
    ${If} ${Errors}
      ${Refuse} ${OLDER_THAN_INSTALLED} "refused: $1 is newer than ${VERSION}; /ALLOWDOWNGRADE would let it be put back" "已装的 $1 比 ${VERSION} 新，不予降级。"
    ${EndIf}
    ${Note} "downgrade from $1 allowed"
  ${EndIf}
  ClearErrors
FunctionEnd

; --- laying ----------------------------------------------------------------------------------------------------------
Section
  SetRegView 64
  SetShellVarContext all
  Call LayBeside
  Call TryIt
  Call TakeProvision
  Call LayLaunchers
  Call Switch
  Call Register
  Call ClearOld
  ${Note} "done: $Folder starts from now on"
  SetErrorLevel 0
SectionEnd

Function .onInstFailed
  ; a file could not be written: the version before still starts
  ${If} $Part != ""
    SetOutPath "$TEMP"
    RMDir /r "$Part"
  ${EndIf}
  ${Note} "not written: disk full, or no right to write (exit code ${NOT_WRITTEN})"
  SetErrorLevel ${NOT_WRITTEN}
FunctionEnd

Function LockMachineFolder ; only IT writes there; by itself Windows would let every user make files in it
  CreateDirectory "$Machine\policies\managed"
  CreateDirectory "$Machine\policies\recommended"
  nsExec::Exec '"$SYSDIR\icacls.exe" "$Machine" /setowner *S-1-5-32-544 /T /C /Q'
  Pop $0
  nsExec::Exec '"$SYSDIR\icacls.exe" "$Machine" /inheritance:r /grant:r *S-1-5-18:(OI)(CI)F *S-1-5-32-544:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX /C /Q'
  Pop $0
  ${If} $0 != 0
    ${Note} "icacls on $Machine ended with $0"
  ${EndIf}
FunctionEnd

Function LayBeside
  StrCpy $Folder "${VERSION}"
  StrCpy $0 0
  ${DoWhile} ${FileExists} "$INSTDIR\versions\$Folder\*.*"
    IntOp $0 $0 + 1
    StrCpy $Folder "${VERSION}.r$0" ; the same version again, to repair it
  ${Loop}
  StrCpy $Part "$INSTDIR\versions\$Folder.part"
  RMDir /r "$Part"
  SetOutPath "$Part"
  SetOverwrite on
  ClearErrors
  File /r "${TREE}/*.*"
  SetOutPath "$INSTDIR"
  ${If} ${Errors}
    RMDir /r "$Part"
    ${Refuse} ${NOT_WRITTEN} "not written: disk full, or no right to write" "写不进程序目录：磁盘已满或没有权限。原来的版本照常可用。"
  ${EndIf}
  ${Note} "laid as $Folder"
FunctionEnd

Function TryIt
  nsExec::ExecToStack '"$Part\bin\window-counter-cli.exe" --check-files'
  Pop $0
  Pop $1
  ${If} $0 != 0
    RMDir /r "$Part"
    ${Refuse} ${DAMAGED} "files damaged ($0): $1" "程序文件损坏，请重新取得安装包。原来的版本照常可用。"
  ${EndIf}
  nsExec::ExecToStack '"$Part\bin\window-counter-cli.exe" --version'
  Pop $0
  Pop $1
  ${If} $0 != 0
    RMDir /r "$Part"
    ${Refuse} ${DOES_NOT_START} "does not start ($0): $1" "新版本在本机不能启动，请把安装日志交给供应商。原来的版本照常可用。"
  ${EndIf}
  ClearErrors
  Rename "$Part" "$INSTDIR\versions\$Folder"
  ${If} ${Errors}
    RMDir /r "$Part"
    ${Refuse} ${NOT_WRITTEN} "cannot be put in its place" "写不进程序目录。原来的版本照常可用。"
  ${EndIf}
  StrCpy $Part ""
FunctionEnd

Function TakeProvision ; what was given is written; what IT set before stays
  ${If} $PolicyFile != ""
    ClearErrors
    CopyFiles /SILENT "$PolicyFile" "$Machine\policies\managed\10-setup.json"
    ${If} ${Errors}
      ${Refuse} ${BAD_OPTION} "the policy file cannot be copied" "策略文件无法复制。"
    ${EndIf}
    ${Note} "policy file taken"
  ${EndIf}
  ${If} $Platform != ""
    FileOpen $0 "$Machine\policies\managed\20-setup-platform.json" w
    FileWrite $0 '{"platform_url": "$Platform"}$\r$\n'
    FileClose $0
    ${Note} "platform taken"
  ${EndIf}
  ${If} $Code != ""
    FileOpen $0 "$Machine\enrolment-code.txt" w
    FileWrite $0 "$Code$\r$\n"
    FileClose $0
    ; whoever signs in first spends it, and the program takes it away then
    nsExec::Exec '"$SYSDIR\icacls.exe" "$Machine\enrolment-code.txt" /grant *S-1-5-32-545:M /Q'
    Pop $0
    ${WordReplace} "$Machine\enrolment-code.txt" "\" "/" "+" $1
    FileOpen $0 "$Machine\policies\managed\30-setup-enrolment.json" w
    FileWrite $0 '{"enrol_code_file": "$1"}$\r$\n'
    FileClose $0
    ${Note} "enrolment code taken"
  ${EndIf}
FunctionEnd

!macro LAY_LAUNCHER name ; the one before serves as well: it stays when a clerk has it open
  CopyFiles /SILENT "$INSTDIR\versions\$Folder\bin\${name}" "$INSTDIR\${name}.new"
  System::Call 'kernel32::MoveFileExW(w "$INSTDIR\${name}.new", w "$INSTDIR\${name}", i 9) i .r0'
  ${If} $0 = 0
    Delete "$INSTDIR\${name}.new"
    ${IfNot} ${FileExists} "$INSTDIR\${name}"
      ${Refuse} ${NOT_WRITTEN} "${name} cannot be written" "写不进程序目录。"
    ${EndIf}
    ${Note} "${name} is open and stays as it was"
  ${EndIf}
!macroend
Function LayLaunchers
  !insertmacro LAY_LAUNCHER "window-counter.exe"
  !insertmacro LAY_LAUNCHER "window-counter-cli.exe"
FunctionEnd

Function Switch ; one rename, forced to the disk; a program that reads the file just then makes it wait
  FileOpen $0 "$INSTDIR\current.new" w
  FileWrite $0 "$Folder"
  FileClose $0
  StrCpy $1 0
  ${Do}
    System::Call 'kernel32::MoveFileExW(w "$INSTDIR\current.new", w "$INSTDIR\current", i 9) i .r0'
    ${If} $0 <> 0
      ${ExitDo}
    ${EndIf}
    IntOp $1 $1 + 1
    ${If} $1 > 50
      RMDir /r "$INSTDIR\versions\$Folder"
      ${Refuse} ${NOT_WRITTEN} "current cannot be switched" "切换版本不成功。原来的版本照常可用。"
    ${EndIf}
    Sleep 200
  ${Loop}
  ${Note} "switched from $\"$Before$\" to $Folder"
FunctionEnd

!macro TELL_SHELL ; SHCNE_ASSOCCHANGED: folders that are open show the icon now
  System::Call 'shell32::SHChangeNotify(i 0x08000000, i 0, p 0, p 0)'
!macroend
Function Register
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${TITLE}.lnk" "$INSTDIR\window-counter.exe"
  WriteRegStr HKLM "${OWN_KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr HKLM "${OWN_KEY}" "Version" "${VERSION}"
  ; what a window exported for another to carry opens with the program
  WriteRegStr HKLM "${QUEUE_KEY}" "" "${QUEUE_CLASS}"
  WriteRegStr HKLM "${QUEUE_KEY}" "Content Type" "application/x-window-counter-queue"
  WriteRegStr HKLM "Software\Classes\${QUEUE_CLASS}" "" "一窗受理待上传文件"
  WriteRegStr HKLM "Software\Classes\${QUEUE_CLASS}\DefaultIcon" "" '"$INSTDIR\window-counter.exe",0'
  WriteRegStr HKLM "Software\Classes\${QUEUE_CLASS}\shell\open\command" "" '"$INSTDIR\window-counter.exe" "%1"'
  !insertmacro TELL_SHELL
  WriteRegStr HKLM "${PROGRAMS_KEY}" "DisplayName" "${TITLE}"
  WriteRegStr HKLM "${PROGRAMS_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKLM "${PROGRAMS_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr HKLM "${PROGRAMS_KEY}" "DisplayIcon" "$INSTDIR\window-counter.exe"
  WriteRegStr HKLM "${PROGRAMS_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKLM "${PROGRAMS_KEY}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKLM "${PROGRAMS_KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKLM "${PROGRAMS_KEY}" "NoModify" 1
  WriteRegDWORD HKLM "${PROGRAMS_KEY}" "NoRepair" 1
  ; the .msi is in the list of programs itself
  ${Option} "/MSI=" $0
  ${If} $0 == ""
    DeleteRegValue HKLM "${PROGRAMS_KEY}" "SystemComponent"
    DeleteRegValue HKLM "${OWN_KEY}" "Package"
  ${Else}
    WriteRegDWORD HKLM "${PROGRAMS_KEY}" "SystemComponent" 1
    WriteRegStr HKLM "${OWN_KEY}" "Package" "$0"
  ${EndIf}
  SectionGetSize 0 $0
  WriteRegDWORD HKLM "${PROGRAMS_KEY}" "EstimatedSize" $0
FunctionEnd

Function ClearOld ; what nobody runs; what was cut short once
  FindFirst $0 $1 "$INSTDIR\versions\*.*"
  ${DoWhile} $1 != ""
    ${If} $1 != "."
    ${AndIf} $1 != ".."
    ${AndIf} $1 != $Folder
      Push "${RUNS}-$1"
      Call Runs
      Pop $2
      ${If} $2 = 1
        ${Note} "$1 runs and stays"
      ${Else}
        StrCpy $3 $1 "" -5
        ${If} $3 != ".part" ; under a name that never starts before anything of it goes
          Rename "$INSTDIR\versions\$1" "$INSTDIR\versions\$1.part"
          RMDir /r "$INSTDIR\versions\$1.part"
        ${Else}
          RMDir /r "$INSTDIR\versions\$1"
        ${EndIf}
        ${Note} "$1 cleared away"
      ${EndIf}
    ${EndIf}
    FindNext $0 $1
  ${Loop}
  FindClose $0
  ClearErrors
FunctionEnd

; --- taking away -------------------------------------------------------------------------------------------------------
Function un.onInit
  SetRegView 64
  SetShellVarContext all
  StrCpy $Machine "$APPDATA\WindowCounter"
  ${GetParameters} $R0
  ${UnOption} "/LOG=" $Log
  ; a package that another one, or a setup, has replaced takes nothing of it away
  ${UnOption} "/MSI=" $0
  ReadRegStr $1 HKLM "${OWN_KEY}" "Package"
  ${If} $0 != ""
  ${AndIf} $0 != $1
    ${UnNote} "package $0 is replaced already"
    SetErrorLevel 0
    Quit
  ${EndIf}
  Push "${RUNS}"
  Call un.Runs
  Pop $0
  ${If} $0 = 1
    ${UnRefuse} ${RUNNING} "refused: a clerk works with it" "有人正在使用，请先办完并关闭程序。"
  ${EndIf}
FunctionEnd

Section "Uninstall"
  SetRegView 64
  SetShellVarContext all
  Delete "$INSTDIR\current"
  RMDir /r "$INSTDIR\versions"
  Delete "$INSTDIR\window-counter.exe"
  Delete "$INSTDIR\window-counter-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${TITLE}.lnk"
  DeleteRegKey HKLM "${PROGRAMS_KEY}"
  DeleteRegKey HKLM "${OWN_KEY}"
  DeleteRegKey HKLM "Software\Classes\${QUEUE_CLASS}"
  ReadRegStr $0 HKLM "${QUEUE_KEY}" ""
  ${If} $0 == "${QUEUE_CLASS}" ; another program may have taken it over
    DeleteRegKey HKLM "${QUEUE_KEY}"
  ${EndIf}
  !insertmacro TELL_SHELL
  ; only what a setup wrote of policy, and only on demand; a clerk's cases on no demand at all
  ClearErrors
  ${GetOptions} $R0 "/PURGE" $0
  ${IfNot} ${Errors}
    Delete "$Machine\policies\managed\10-setup.json"
    Delete "$Machine\policies\managed\20-setup-platform.json"
    Delete "$Machine\policies\managed\30-setup-enrolment.json"
    Delete "$Machine\enrolment-code.txt"
    ${UnNote} "policy of the setup taken away"
  ${EndIf}
  ClearErrors
  ${UnNote} "removed; each clerk's cases stay in %LOCALAPPDATA%\window-counter, unsent ones go up when it is installed again"
  MessageBox MB_OK|MB_ICONINFORMATION "程序已卸载。各人未上传的办件仍在其本机用户目录（%LOCALAPPDATA%\window-counter），重新安装后会自动上传。" /SD IDOK
  SetErrorLevel 0
SectionEnd
