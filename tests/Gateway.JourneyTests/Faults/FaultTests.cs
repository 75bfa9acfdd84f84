using System.Diagnostics;
using Gateway.JourneyTests.Signals;
using Gateway.JourneyTests.Surroundings;
using Xunit;

namespace Gateway.JourneyTests.Faults;

/// <summary>That the faults are what they say: the journeys that measure signals believe them.</summary>
[Collection(ObservedWorld.Name)]
public sealed class FaultTests(ObservedWorld observed)
{
    private static readonly TimeSpan Wanted = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task A_gateway_stands_still_for_as_long_as_it_was_told()
    {
        var gateway = observed.Gateway;
        var faults = gateway.Faults!;
        Assert.True(await gateway.AnswersAsync("/livez"));

        var trial = await faults.PrepareCollectionAsync(Wanted);
        Assert.InRange(trial, Wanted * 0.5, Wanted * 2);
        await using (var pause = await faults.CollectAsync()) await AssertNothingMovesAsync(gateway, pause, Wanted * 0.5);
        await faults.ReleaseAsync();

        await using var starvation = await faults.StarveAsync(Wanted);
        await AssertNothingMovesAsync(gateway, starvation, Wanted * 0.99);
    }

    private static async Task AssertNothingMovesAsync(GatewayProcess gateway, Fault fault, TimeSpan atLeast)
    {
        Assert.True(await gateway.AnswersAsync("/livez"));
        var answered = TimeProvider.System.GetUtcNow();
        var report = await fault.EndAsync();
        Assert.InRange(report.Length, atLeast, TimeSpan.FromSeconds(3));
        Assert.InRange(report.Length / (report.Ended - report.Begun), 0.9, 1.01);
        if (answered < report.Ended - TimeSpan.FromMilliseconds(10)) throw new UnreachableException($"It answered at {answered:O} although it stood still until {report.Ended:O}.");
    }
}
