using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;

namespace Gateway.Tests.Authentication.Tokens;

/// <summary>
/// Runs a scenario once for every order in which its steps can happen (stateless model checking). Production code runs as it is, on
/// one thread; each operation of the world waits in <see cref="StepAsync"/> until it is chosen, and everything that follows from it runs
/// before the next choice. Time moves when nothing else can, and before that as often as the scenario allows.
/// </summary>
internal sealed class Explorer : SynchronizationContext
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);
    private const int MostTicks = 400;

    private readonly Queue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly List<(string Name, TaskCompletionSource Chosen)> _waiting = [];
    private readonly List<(int Choice, int Options)> _made = [];
    private readonly List<string> _trace = [];
    private readonly Func<int, int, int> _choose;

    private Explorer(Func<int, int, int> choose) => _choose = choose;

    public FakeTimeProvider Time { get; } = new(Sessions.Sample.Noon);

    /// <summary>How often time may move although other steps wait.</summary>
    public int EarlyTicks { get; set; }

    /// <summary>The order of this run, for the message of a failure.</summary>
    public string Trace => string.Join(" | ", _trace);

    /// <summary>Every order, up to a bound that must not be reached. Returns how many there were.</summary>
    public static int Exhaust(Func<Explorer, Task> scenario, int bound)
    {
        List<int> prefix = [];
        for (var runs = 1; ; runs++)
        {
            if (runs > bound) throw new UnreachableException($"There are more than {bound} orders.");
            var forced = prefix;
            var explorer = new Explorer((position, _) => position < forced.Count ? forced[position] : 0);
            explorer.Run(scenario);

            var last = explorer._made.FindLastIndex(made => made.Choice + 1 < made.Options);
            if (last < 0) return runs;
            prefix = [.. explorer._made[..last].Select(made => made.Choice), explorer._made[last].Choice + 1];
        }
    }

    /// <summary>So many orders drawn by chance, always the same ones, for scenarios with more steps than can be exhausted.</summary>
    public static void Sample(Func<Explorer, Task> scenario, int runs)
    {
        var state = 20260302UL;
        for (var run = 0; run < runs; run++)
        {
            // A linear congruential generator: the same draws in every run of the tests.
            new Explorer((_, options) => (int)(((state = (state * 6364136223846793005UL) + 1442695040888963407UL) >> 33) % (ulong)options)).Run(scenario);
        }
    }

    /// <summary>Completes when this step is chosen among all that wait.</summary>
    public Task StepAsync(string name)
    {
        var chosen = new TaskCompletionSource();
        _waiting.Add((name, chosen));
        return chosen.Task;
    }

    /// <summary>A choice that is no operation: whether something fails here, which way it goes.</summary>
    public int Choose(string name, int options)
    {
        var choice = _choose(_made.Count, options);
        _made.Add((choice, options));
        if (choice > 0) _trace.Add($"{name} {choice}");
        return choice;
    }

    public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

    private void Run(Func<Explorer, Task> scenario)
    {
        var outside = Current;
        SetSynchronizationContext(this);
        try
        {
            var running = scenario(this);
            for (var ticks = 0; ticks < MostTicks;)
            {
                while (_ready.TryDequeue(out var next)) next.Callback(next.State);
                if (_waiting.Count > 0)
                {
                    TakeStep();
                    continue;
                }

                if (running.IsCompleted) break;
                ticks++;
                Time.Advance(Tick);
            }

            if (!running.IsCompleted) throw new UnreachableException($"The scenario does not end: {Trace}");
            running.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(outside);
        }
    }

    private void TakeStep()
    {
        var options = _waiting.Count + (EarlyTicks > 0 ? 1 : 0);
        // One that waits alone is no choice.
        var choice = options == 1 ? 0 : _choose(_made.Count, options);
        if (options > 1) _made.Add((choice, options));
        if (choice == _waiting.Count)
        {
            EarlyTicks--;
            _trace.Add("time passes");
            Time.Advance(Tick);
            return;
        }

        var (name, chosen) = _waiting[choice];
        _waiting.RemoveAt(choice);
        _trace.Add(name);
        chosen.SetResult();
    }
}
