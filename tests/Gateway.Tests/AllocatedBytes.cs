namespace Gateway.Tests;

/// <summary>What something allocates once it is warm. Bytes are the same on every machine, busy or not, as times are not.</summary>
internal static class AllocatedBytes
{
    private const int WarmUp = 2_000;
    private const int Times = 5_000;

    /// <summary>On average, by something that never waits and so stays on this thread.</summary>
    public static double Each(Action something)
    {
        for (var time = 0; time < WarmUp; time++) something();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var time = 0; time < Times; time++) something();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Times;
    }
}
