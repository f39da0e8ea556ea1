/* Starts the program with the CPython of its own package; the machine's Python and environment are not asked.

   Installed as   <top>\window-counter.exe (window) and window-counter-cli.exe (console): they start <top>\versions\<name>,
                  where <name> is what the file <top>\current holds, so that a setup switches versions by one rename.
   In a tree as   <tree>\bin\...: they start that very tree.
   --check-files  compares the tree with its MANIFEST.sha256 instead of starting the program; exit code 13 when it differs. */
#include <windows.h>
#include <shellapi.h>
#include <wchar.h>

#define LONGEST 2048 /* of a path, with room for what is put behind it */
#define LONGEST_NAME 40
#define DAMAGED 13

typedef int (*py_main)(int, wchar_t **);

static int is_name(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '+';
}

static int is_there(const wchar_t *path) { return GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES; }

/* The folder that this program lies in, with a backslash at its end; its length, 0 when it is too long. */
static size_t own_folder(wchar_t *folder) {
    DWORD length = GetModuleFileNameW(NULL, folder, LONGEST - 200);
    if (length == 0 || length >= LONGEST - 200) return 0;
    while (length && folder[length - 1] != L'\\') length--;
    folder[length] = 0;
    return length;
}

/* The name in the file current behind the folder's versions\; 0 when there is none. */
static int named_version(wchar_t *folder, size_t length) {
    char raw[LONGEST_NAME + 1];
    DWORD got = 0, i;
    wcscpy(folder + length, L"current");
    HANDLE file = CreateFileW(folder, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL,
                              OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE) return 0;
    BOOL done = ReadFile(file, raw, sizeof raw, &got, NULL);
    CloseHandle(file);
    while (got && (raw[got - 1] == '\n' || raw[got - 1] == '\r')) got--;
    if (!done || got == 0 || got > LONGEST_NAME || raw[0] == '.') return 0;
    wcscpy(folder + length, L"versions\\");
    length = wcslen(folder);
    for (i = 0; i < got; i++) {
        if (!is_name(raw[i])) return 0;
        folder[length++] = (wchar_t)(unsigned char)raw[i];
    }
    folder[length] = 0;
    return 1;
}

/* The tree to start, without a backslash at its end; 0 when there is none. */
static int find_tree(wchar_t *tree) {
    size_t length = own_folder(tree);
    if (length < 2) return 0;
    if (named_version(tree, length)) return 1;
    tree[length - 1] = 0; /* <tree>\bin */
    wchar_t *end = wcsrchr(tree, L'\\');
    if (!end || _wcsicmp(end, L"\\bin") != 0) return 0;
    *end = 0;
    return 1;
}

static int tell_damage(void) {
    const char *words = "window-counter: files of the program are missing; install it again (exit code 13)\n";
    DWORD written;
    HANDLE out = GetStdHandle(STD_ERROR_HANDLE);
#ifdef WINDOW
    (void)words, (void)written, (void)out;
    /* Chinese: the program's files are not complete, please ask IT to install it again */
    MessageBoxW(NULL, L"\x7a0b\x5e8f\x6587\x4ef6\x4e0d\x5b8c\x6574\xff0c\x8bf7\x8054\x7cfb\x8fd0\x7ef4\x91cd\x65b0\x5b89\x88c5\x3002",
                L"\x4e00\x7a97\x53d7\x7406", MB_ICONERROR | MB_OK);
#else
    WriteFile(out, words, (DWORD)strlen(words), &written, NULL);
#endif
    return DAMAGED;
}

static int start(void) {
    static wchar_t tree[LONGEST], python[LONGEST], library[LONGEST], script[LONGEST];
    int count, at = 0, i;
    wchar_t **given = CommandLineToArgvW(GetCommandLineW(), &count);
    if (!given || !find_tree(tree)) return tell_damage();
    swprintf(python, LONGEST, L"%ls\\python", tree);
    swprintf(library, LONGEST, L"%ls\\python313.dll", python);
    int checks = count == 2 && wcscmp(given[1], L"--check-files") == 0;
    swprintf(script, LONGEST, L"%ls\\app\\%ls", tree, checks ? L"check_files.py" : L"start.py");
    if (!is_there(script)) return tell_damage();
    /* libraries come from the package and from System32, never from the current folder or PATH */
    SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_DEFAULT_DIRS);
    AddDllDirectory(python);
    SetEnvironmentVariableW(L"QT_PLUGIN_PATH", NULL);
    SetEnvironmentVariableW(L"QT_QPA_PLATFORM_PLUGIN_PATH", NULL);
    HMODULE loaded = LoadLibraryExW(library, NULL, LOAD_LIBRARY_SEARCH_DEFAULT_DIRS | LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR);
    py_main run = loaded ? (py_main)(void *)GetProcAddress(loaded, "Py_Main") : NULL;
    wchar_t **words = HeapAlloc(GetProcessHeap(), 0, sizeof *words * (size_t)(count + 8));
    if (!run || !words) return tell_damage();
    words[at++] = given[0];
    words[at++] = L"-I"; /* no environment, no user's packages */
    words[at++] = L"-S"; /* no site: start.py says where modules are */
    words[at++] = L"-B"; /* nothing is written under Program Files */
    words[at++] = L"-X";
    words[at++] = L"utf8";
    words[at++] = script;
    for (i = 1; i < count && !checks; i++) words[at++] = given[i];
    words[at] = NULL;
    return run(at, words);
}

#ifdef WINDOW
int WINAPI WinMain(HINSTANCE instance, HINSTANCE before, LPSTR line, int show) {
    (void)instance, (void)before, (void)line, (void)show;
    return start();
}
#else
int main(void) { return start(); }
#endif
