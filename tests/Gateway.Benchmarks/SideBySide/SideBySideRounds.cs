using Gateway.Benchmarks.Contestants;
using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.SideBySide;

/// <summary>The loads, and what came of them.</summary>
internal sealed class SideBySideRounds(Field field, Meter meter, SideBySideLength length)
{
    private readonly Entry _nginx = field.Entries.Single(entry => entry.Name == EntryNames.Nginx);
    private readonly Entry _yarp = field.Entries.Single(entry => entry.Name == EntryNames.Yarp);

    private (double Nginx, double Yarp)? _yardsticks;
    private int _taken;

    public List<Saturated> Saturated { get; } = [];

    public List<Sample> Paced { get; } = [];

    public async Task WarmUpAsync(CancellationToken stop)
    {
        Contestant[] all = [.. field.Entries.SelectMany(entry => entry.Processes)];
        for (var time = 0; time < length.WarmUps; time++)
        {
            // Who has no JIT is warm after the first.
            foreach (var contestant in all.Where(contestant => time == 0 || contestant.Allocated is not null))
            {
                stop.ThrowIfCancellationRequested();
                await meter.MeasureAsync(contestant, 0, target => Wrk.RunAsync(target, length.WarmUp));
            }
        }
    }

    public async Task RunAsync(int round, CancellationToken stop)
    {
        Entry[] order = [.. Order(round).Where(entry => entry.Processes.Count > 0)];
        var before = await TakeYardsticksAsync(round, place: 0);
        var place = 1;
        foreach (var entries in order.Where(entry => entry != _nginx && entry != _yarp).Chunk(length.YardstickEvery))
        {
            stop.ThrowIfCancellationRequested();
            var loads = new List<Saturated>();
            foreach (var entry in entries)
            {
                for (var process = 0; process < entry.Processes.Count; process++)
                    loads.Add(new Saturated(await SaturateAsync(entry.Processes[process], round), place, process, before.Nginx, before.Yarp));
            }

            var after = await TakeYardsticksAsync(round, place);
            Saturated.AddRange(loads.Select(load => load with { YarpMicroseconds = (before.Yarp + after.Yarp) / 2 }));
            before = after;
            place++;
        }

        if ((length.Rounds - 1 - round) % length.PacedEvery == 0) await PaceAsync(order, round, stop);
    }

    private async Task PaceAsync(IEnumerable<Entry> order, int round, CancellationToken stop)
    {
        foreach (var entry in order)
        {
            stop.ThrowIfCancellationRequested();
            var contestant = entry.Processes[round % entry.Processes.Count];
            Paced.Add(await meter.MeasureAsync(contestant, round, target => Load.Paced.RunAsync(target, SideBySideLength.Rate, length.Paced)));
        }
    }

    // Each stands elsewhere in every round, and does not always follow the same one.
    private IEnumerable<Entry> Order(int round)
    {
        var first = round % field.Entries.Count;
        Entry[] order = [.. field.Entries.Skip(first), .. field.Entries.Take(first)];
        return round % 2 == 0 ? order : order.Reverse();
    }

    // The processes of plain YARP in turn, so that two yardsticks in a row are both of them.
    private async Task<(double Nginx, double Yarp)> TakeYardsticksAsync(int round, int place)
    {
        var process = _taken++ % _yarp.Processes.Count;
        var nginx = await SaturateAsync(_nginx.Processes[0], round);
        var yarp = await SaturateAsync(_yarp.Processes[process], round);
        var last = _yardsticks ?? (nginx.Microseconds, yarp.Microseconds);
        Saturated.Add(new Saturated(nginx, place, 0, last.Nginx, yarp.Microseconds));
        Saturated.Add(new Saturated(yarp, place, process, nginx.Microseconds, last.Yarp));
        return (_yardsticks = (nginx.Microseconds, yarp.Microseconds)).Value;
    }

    private Task<Sample> SaturateAsync(Contestant contestant, int round) =>
        meter.MeasureAsync(contestant, round, target => Wrk.RunAsync(target, SideBySideLength.Saturation));
}
