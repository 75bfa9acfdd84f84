using System.CommandLine;
using Gateway.Benchmarks;
using Gateway.Benchmarks.Growth;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Micro;
using Gateway.Benchmarks.SideBySide;

var quick = new Option<bool>("--quick") { Description = "Under 90 seconds, and as much noisier." };
var signals = new Command("signals", "What all signals together cost: the gateway with them on and off, side by side.") { quick };
signals.SetAction((parsed, stop) => SignalsBenchmark.RunAsync(parsed.GetValue(quick), stop));

var rounds = new Option<int?>("--rounds") { Description = "As many as one has patience for; each takes over a minute, with --quick under half of one." };
rounds.Validators.Add(given =>
{
    if (given.GetValueOrDefault<int?>() < 1) given.AddError("--rounds is 1 or more.");
});
var sideBySide = new Command("side-by-side", "What being authenticated costs: the gateway beside plain YARP, what one would write instead, nginx and Apache.") { quick, rounds };
sideBySide.SetAction((parsed, stop) => SideBySideBenchmark.RunAsync(parsed.GetValue(quick), parsed.GetValue(rounds), stop));

var growth = new Command("growth", "What becomes of the cost as sessions and routes grow in number, and what a new replica costs.") { quick };
growth.SetAction((parsed, stop) => GrowthBenchmark.RunAsync(parsed.GetValue(quick), stop));

var micro = new Command("micro", "The parts of the hot path by themselves, by BenchmarkDotNet.") { quick };
micro.SetAction(parsed => MicroBenchmarks.Run(parsed.GetValue(quick)));

return await new RootCommand("What the gateway costs, measured on this machine.") { signals, sideBySide, growth, micro, PacedCommand.Create() }.Parse(args).InvokeAsync(new InvocationConfiguration
{
    // Time to end what was started: nginx and Apache leave their workers behind when they are killed.
    ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
});
