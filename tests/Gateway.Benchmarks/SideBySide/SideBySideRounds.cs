using Gateway.Benchmarks.Contestants;
using Gateway.Benchmarks.Load;

namespace Gateway.Benchmarks.SideBySide;

    /// <summary>The loads, and what came of them.</summary>
internal sealed class SideBySideRounds(Field field, Meter meter, SideBySideLength length)
    {
        private static readonly TimeSpan Yardstick = TimeSpan.FromSeconds(1);

    private readonly Contestant _nginx = field.Entries.Single(entry => entry.Name == EntryNames.Nginx).Processes[0];

        public List<Saturated> Saturated { get; } = [];

        public List<Sample> Paced { get; } = [];

        public async Task WarmUpAsync(CancellationToken stop)
        {
            foreach (var contestant in field.Entries.SelectMany(entry => entry.Processes))
            {
                stop.ThrowIfCancellationRequested();
                await meter.MeasureAsync(contestant, 0, target => Wrk.RunAsync(target, length.WarmUp));
            }
        }

        public async Task RunAsync(int round, CancellationToken stop)
        {
            // Each stands elsewhere in every round: whoever comes after a hungry one comes after another next time.
            IReadOnlyList<Entry> order = [.. field.Entries.Skip(round), .. field.Entries.Take(round)];
            var nginx = 0.0;
            for (var place = 0; place < order.Count; place++)
            {
                stop.ThrowIfCancellationRequested();
                if (place % length.YardstickEvery == 0) nginx = (await meter.MeasureAsync(_nginx, round, target => Wrk.RunAsync(target, Yardstick))).Microseconds;
                foreach (var contestant in order[place].Processes)
                    Saturated.Add(new Saturated(await meter.MeasureAsync(contestant, round, target => Wrk.RunAsync(target, length.Saturation)), nginx));
            }

            foreach (var entry in order.Where(entry => entry.Processes.Count > 0))
            {
                stop.ThrowIfCancellationRequested();
                var contestant = entry.Processes[round % entry.Processes.Count];
                Paced.Add(await meter.MeasureAsync(contestant, round, target => Load.Paced.RunAsync(target, SideBySideLength.Rate, length.Paced)));
            }
        }
    }
