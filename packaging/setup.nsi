; setup.exe: for one user, without an administrator. tools/bundle/setup_exe.py fills in what stands between two at signs.
Unicode true
Target amd64-unicode
Name "@title@"
OutFile "@out@"
Icon "@icon@"
UninstallIcon "@icon@"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\@title@"
InstallDirRegKey HKCU "Software\@title@" "Folder"
SetCompressor /FINAL lzma
SetCompressorDictSize 32
ManifestDPIAware true
VIProductVersion "@version@.0"
VIAddVersionKey "ProductName" "@title@"
VIAddVersionKey "FileDescription" "@title@"
VIAddVersionKey "FileVersion" "@version@"
VIAddVersionKey "LegalCopyright" "@maintainer@"

!define KEPT "Software\Microsoft\Windows\CurrentVersion\Uninstall\@title@"
!define TYPE "@title@.mapping"

Page directory
Page instfiles
UninstPage uninstConfirm
UninstPage instfiles

Section
  ; All of ours lies in this one folder, so that taking it out touches nothing that lies beside it.
  RMDir /r "$INSTDIR\program"
  SetOutPath "$INSTDIR\program"
  File /r "@tree@/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  SetOutPath "$PROFILE" ; where the studio begins
  CreateShortcut "$SMPROGRAMS\@title@.lnk" "$INSTDIR\program\@name@.exe" "studio" "$INSTDIR\program\@name@.ico"
  WriteRegStr HKCU "Software\@title@" "Folder" "$INSTDIR"
  WriteRegStr HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\@name@.exe" "" "$INSTDIR\program\@name@.exe"
  WriteRegStr HKCU "Software\Classes\@opens@" "" "${TYPE}"
  WriteRegStr HKCU "Software\Classes\${TYPE}" "" "@mime_title@"
  WriteRegStr HKCU "Software\Classes\${TYPE}\DefaultIcon" "" "$INSTDIR\program\@name@.ico"
  WriteRegStr HKCU "Software\Classes\${TYPE}\shell\open\command" "" '"$INSTDIR\program\@name@.exe" studio --mapping "%1"'
  WriteRegStr HKCU "${KEPT}" "DisplayName" "@title@"
  WriteRegStr HKCU "${KEPT}" "DisplayVersion" "@version@"
  WriteRegStr HKCU "${KEPT}" "DisplayIcon" "$INSTDIR\program\@name@.ico"
  WriteRegStr HKCU "${KEPT}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${KEPT}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${KEPT}" "EstimatedSize" @kilobytes@
  WriteRegDWORD HKCU "${KEPT}" "NoModify" 1
  WriteRegDWORD HKCU "${KEPT}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  RMDir /r "$INSTDIR\program"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR" ; only if nobody laid anything there
  Delete "$SMPROGRAMS\@title@.lnk"
  DeleteRegKey HKCU "Software\@title@"
  DeleteRegKey HKCU "Software\Microsoft\Windows\CurrentVersion\App Paths\@name@.exe"
  ReadRegStr $0 HKCU "Software\Classes\@opens@" ""
  StrCmp $0 "${TYPE}" 0 +2
  DeleteRegKey HKCU "Software\Classes\@opens@"
  DeleteRegKey HKCU "Software\Classes\${TYPE}"
  DeleteRegKey HKCU "${KEPT}"
SectionEnd
