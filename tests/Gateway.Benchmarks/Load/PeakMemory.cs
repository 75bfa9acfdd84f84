using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>The most memory that a process and its children ever had resident (VmHWM, proc_pid_status(5)). What they share counts for each.</summary>
internal static class PeakMemory
{
    private const string Field = "VmHWM:";

    public static double MegabytesOf(int process) => ProcessTree.Of(process).Sum(one => Kilobytes(one) / 1024);

    private static double Kilobytes(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(line => line.StartsWith(Field, StringComparison.Ordinal));
        return double.Parse(line[Field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
