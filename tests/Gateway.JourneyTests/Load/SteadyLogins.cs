using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Load;

/// <summary>
/// New users who sign in all the time, and who take their time at the provider's form: their login starts at one replica and, in a
/// rolling restart, often ends at a newer one.
/// </summary>
internal sealed class SteadyLogins : IAsyncDisposable
{
    private static readonly TimeSpan BetweenLogins = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestTyping = TimeSpan.FromSeconds(5);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly World _world;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task<IReadOnlyList<string>> _running;

    private SteadyLogins(World world)
    {
        _world = world;
        _running = RunAsync();
    }

    public static SteadyLogins Start(World world) => new(world);

    /// <summary>One line a login: "signed in", or how it failed.</summary>
    public async Task<IReadOnlyList<string>> StopAsync()
    {
        await _stop.CancelAsync();
        return await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task<IReadOnlyList<string>> RunAsync()
    {
        var logins = new List<Task<string>>();
        for (var number = 0; !_stop.IsCancellationRequested; number++)
        {
            // From none to the longest, evenly: some are quick, some span the replacement of a replica.
            logins.Add(SignInAsync($"visitor-{number}", LongestTyping * (number % 10 / 9.0)));
            await Task.Delay(BetweenLogins, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return await Task.WhenAll(logins);
    }

    private async Task<string> SignInAsync(string name, TimeSpan typing)
    {
        try
        {
            await SignedInUser.SignInAsync(_world, name, () => Task.Delay(typing, _time));
            return "signed in";
        }
        catch (Exception failure)
        {
            return failure.Message;
        }
    }
}
