using System.Diagnostics;

namespace Gateway.JourneyTests.Surroundings;

/// <summary>Waits for a condition, never for a time: the deadline only says when to give up.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="condition">Asked again until it holds; a refused connection counts as "not yet".</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="what">Ends the sentence "It did not come true that …", with what helps to see why.</param>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await AskAsync(condition))
        {
            if (TimeProvider.System.GetElapsedTime(started) > deadline)
                throw new UnreachableException($"It did not come true within {deadline} that {what()}");
            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    private static async Task<bool> AskAsync(Func<Task<bool>> condition)
    {
        try
        {
            return await condition();
        }
        catch (Exception notYet) when (notYet is HttpRequestException or IOException or System.Net.Sockets.SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
