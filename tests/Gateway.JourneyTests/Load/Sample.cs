namespace Gateway.JourneyTests.Load;

/// <summary>One request of a load.</summary>
/// <param name="At">When it was due, counted from the start of the load.</param>
/// <param name="User">Who sent it.</param>
/// <param name="Call">Method and path.</param>
/// <param name="Result">"as expected", or what came instead.</param>
/// <param name="Latency">From when it was due, not from when it could be sent: a stall shows in full.</param>
internal sealed record Sample(TimeSpan At, string User, string Call, string Result, TimeSpan Latency)
{
    public const string AsExpected = "as expected";
}
