using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gateway.Signals.AccessLog;

/// <summary>
/// A file that several processes may append to, as two replicas with the same settings do: the kernel puts each write at the end
/// (open(2), <c>O_APPEND</c>). .NET's own append seeks once and writes at offsets of its own, over what others have written since
/// (dotnet/runtime#53432). Nothing is buffered: one line, one write.
/// </summary>
internal static partial class AppendedFile
{
    // asm-generic/fcntl.h, for every Linux .NET runs on.
    private const int WriteOnly = 1;
    private const int Create = 0x40;
    private const int Append = 0x400;
    private const int CloseOnExec = 0x80000;

    // rw-r-----: it holds addresses and session ids.
    private const int Mode = 0x1A0;

    /// <exception cref="IOException">It cannot be opened: the system says why.</exception>
    public static FileStream Open(string path)
    {
        if (!OperatingSystem.IsLinux()) return new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read | FileShare.Delete, bufferSize: 0);

        var descriptor = OpenFile(path, WriteOnly | Create | Append | CloseOnExec, Mode);
        if (descriptor < 0) throw new IOException(new Win32Exception(Marshal.GetLastPInvokeError()).Message);
        return new FileStream(new SafeFileHandle(descriptor, ownsHandle: true), FileAccess.Write, bufferSize: 0);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int OpenFile(string path, int flags, int mode);
}
