/* gesture2midi.exe: has the Python beside it run the package, with the same arguments and the same console. */
#include <windows.h>
#include <stdio.h>
#include <wchar.h>

#define LONGEST 32767 /* the longest command line of Windows, in characters */

static BOOL WINAPI leave_it_to_python(DWORD event)
{
    (void)event; /* Ctrl-C reaches both; this one waits until the other has ended its notes */
    return TRUE;
}

/* Returns what follows the program's own name in a command line. */
static const wchar_t *arguments(const wchar_t *line)
{
    BOOL quoted = FALSE;
    while (*line && (quoted || (*line != L' ' && *line != L'\t')))
        quoted ^= *line++ == L'"';
    while (*line == L' ' || *line == L'\t')
        line++;
    return line;
}

int wmain(void)
{
    static wchar_t folder[LONGEST], program[LONGEST], command[LONGEST];
    STARTUPINFOW start = {.cb = sizeof start};
    PROCESS_INFORMATION running;
    DWORD status = 1;
    DWORD length = GetModuleFileNameW(NULL, folder, LONGEST);
    wchar_t *name = wcsrchr(folder, L'\\');
    if (length == 0 || length >= LONGEST || name == NULL)
        return 1;
    *name = L'\0';
    if (_snwprintf(program, LONGEST - 1, L"%ls\\python.exe", folder) < 0
        || _snwprintf(command, LONGEST - 1, L"\"%ls\" -X utf8 -m gesture2midi %ls", program,
                      arguments(GetCommandLineW())) < 0) {
        fputs("The command is too long.\n", stderr);
        return 2;
    }
    SetConsoleCtrlHandler(leave_it_to_python, TRUE);
    if (!CreateProcessW(program, command, NULL, NULL, TRUE, 0, NULL, NULL, &start, &running)) {
        fwprintf(stderr, L"%ls cannot be started: install Gesture2MIDI again.\n", program);
        return 1;
    }
    WaitForSingleObject(running.hProcess, INFINITE);
    GetExitCodeProcess(running.hProcess, &status);
    return (int)status;
}
