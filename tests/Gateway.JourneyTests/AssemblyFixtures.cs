using Gateway.JourneyTests.Surroundings;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Whoever names no collection is in one with all the others, one after the other: journeys load two cores. Beside it run the journeys that wait,
// one after the other as well; those that measure run alone.
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerAssembly)]
[assembly: Parallelization(Mode = ParallelMode.Collections, MaxThreads = 2)]
[assembly: AssemblyFixture(typeof(BuiltGateway))]
