using System.Runtime.InteropServices;

namespace Gateway.Benchmarks.Load;

/// <summary><c>struct timespec</c> of a 64-bit Linux.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ClockTime
{
    public long Seconds;
    public long Nanoseconds;
}
