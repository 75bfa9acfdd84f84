namespace Gateway.JourneyTests.Surroundings;

/// <summary>Whether <c>tests/run --long</c> asked for the long forms: the figures of an issue instead of what fits in ten minutes.</summary>
internal static class LongForm
{
    public static bool IsAsked { get; } = Environment.GetEnvironmentVariable("GATEWAY_TESTS_LONG") == "1";
}
