using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Signals;

/// <summary>Every processor has something to do all the time, and gives way to whoever serves users: a machine that is full and does well.</summary>
internal sealed class BusyProcessors : IAsyncDisposable
{
    private const string Statistics = "/proc/stat";
    private const int IdleField = 4;
    private const int WaitField = 5;

    private readonly List<ChildProcess> _work = [];
    private readonly (double Idle, double All) _before = Read();

    public BusyProcessors()
    {
        for (var processor = 0; processor < Environment.ProcessorCount; processor++) _work.Add(ChildProcess.Start("nice", ["-n", "19", "sh", "-c", "while :; do :; done"]));
    }

    /// <summary>The share of the machine's processor time that was used since it began.</summary>
    public double Used
    {
        get
        {
            var now = Read();
            return 1 - ((now.Idle - _before.Idle) / (now.All - _before.All));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var work in _work) await work.DisposeAsync();
    }

    // proc(5): user nice system idle iowait irq softirq steal …
    private static (double Idle, double All) Read()
    {
        var fields = File.ReadLines(Statistics).First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var times = fields.Skip(1).Take(8).Select(field => double.Parse(field, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        return (times[IdleField - 1] + times[WaitField - 1], times.Sum());
    }
}
