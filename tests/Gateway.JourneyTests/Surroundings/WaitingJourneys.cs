using Xunit;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>
/// Journeys that spend most of their time waiting: for tokens to die, leases to run out, providers to come back. They run one after the
/// other, and beside the journeys that name no collection, which use the processors they leave idle. Who bounds a time by less than a second
/// does not belong here.
/// </summary>
[CollectionDefinition(Name)]
public static class WaitingJourneys
{
    internal const string Name = "journeys that wait";
}
