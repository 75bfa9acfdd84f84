using System.Diagnostics;
using Xunit;

namespace Gateway.Tests;

/// <summary>Waits for a condition, never for a time: the deadline only says when to give up.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    public static Task HoldsAsync(Func<bool> condition, string what, TimeSpan? within = null) => HoldsAsync(() => Task.FromResult(condition()), what, within);

    public static async Task HoldsAsync(Func<Task<bool>> condition, string what, TimeSpan? within = null)
    {
        var deadline = within ?? TimeSpan.FromSeconds(15);
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > deadline) throw new UnreachableException($"It did not come true within {deadline} that {what}.");
            await Task.Delay(Pause, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
