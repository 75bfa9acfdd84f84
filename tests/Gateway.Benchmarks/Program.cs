using System.CommandLine;
using Gateway.Benchmarks;

var quick = new Option<bool>("--quick") { Description = "Under 90 seconds, and as much noisier." };
var signals = new Command("signals", "What all signals together cost: the gateway with them on and off, side by side.") { quick };
signals.SetAction((parsed, stop) => SignalsBenchmark.RunAsync(parsed.GetValue(quick), stop));

return await new RootCommand("What the gateway costs, measured on this machine.") { signals }.Parse(args).InvokeAsync();
