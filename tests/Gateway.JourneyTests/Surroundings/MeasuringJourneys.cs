using Xunit;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>Journeys that measure milliseconds, or what the whole machine does: nothing else runs meanwhile. The worlds of Signals are the same.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public static class MeasuringJourneys
{
    internal const string Name = "journeys that measure";
}
