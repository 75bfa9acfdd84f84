using Gateway.JourneyTests.Surroundings;
using Xunit;

// Journeys measure time and share two cores: one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
[assembly: AssemblyFixture(typeof(BuiltGateway))]
