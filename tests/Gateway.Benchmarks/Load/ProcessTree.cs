using System.Globalization;

namespace Gateway.Benchmarks.Load;

/// <summary>A process and the processes it has started and not yet lost (proc_pid_task(5)): what nginx and Apache do their work with.</summary>
internal static class ProcessTree
{
    public static IEnumerable<int> Of(int process)
    {
        yield return process;
        foreach (var child in Children(process))
        {
            foreach (var descendant in Of(child)) yield return descendant;
        }
    }

    private static IEnumerable<int> Children(int process) =>
        Directory.EnumerateDirectories($"/proc/{process}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture));
}
