using Gateway.JourneyTests.Surroundings;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Journeys measure time and share two cores: one after the other.
[assembly: Parallelization(Mode = ParallelMode.None)]
[assembly: AssemblyFixture(typeof(BuiltGateway))]
