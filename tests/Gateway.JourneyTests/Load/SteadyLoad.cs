using System.Collections.Concurrent;
using System.Net;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.JourneyTests.Load;

/// <summary>
/// Signed-in users at a fixed rate, open loop: a request is sent when it is due, however slow the answers before it. Every user
/// checks that the API was called in his own name.
/// </summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private static readonly TimeSpan UsualSlowCall = TimeSpan.FromMilliseconds(400);

    // Reads, writes that must never be sent twice, and calls long enough to be under way when a replica is told to stop.
    private readonly (HttpMethod Method, string Path, string? Body)[] _mix;
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly IReadOnlyList<SignedInUser> _users;
    private readonly double _perSecond;
    private readonly ConcurrentBag<Sample> _samples = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly long _started;
    private readonly Task _sending;
    private int _sent;

    private SteadyLoad(IReadOnlyList<SignedInUser> users, double perSecond, TimeSpan slowCall)
    {
        _mix =
        [
            (HttpMethod.Get, "/api/orders", null),
            (HttpMethod.Post, "/api/orders", "item=1"),
            (HttpMethod.Get, "/api/orders/7", null),
            (HttpMethod.Post, $"/api/slow?ms={slowCall.TotalMilliseconds:F0}", "item=2"),
            (HttpMethod.Get, "/bff/user", null),
            (HttpMethod.Put, "/api/orders/7", "item=3"),
        ];
        _users = users;
        _perSecond = perSecond;
        _started = _time.GetTimestamp();
        _sending = SendAllAsync();
    }

    public static SteadyLoad Start(IReadOnlyList<SignedInUser> users, double perSecond, TimeSpan? slowCall = null) =>
        new(users, perSecond, slowCall ?? UsualSlowCall);

    /// <summary>Waits until so many requests are on their way or done.</summary>
    public Task HasSentAsync(int requests) => Eventually.HoldsAsync(
        () => Task.FromResult(Volatile.Read(ref _sent) >= requests), TimeSpan.FromSeconds(30), () => $"{requests} requests are sent");

    /// <summary>Sends no more, waits for what is under way, and says what happened.</summary>
    public async Task<LoadReport> StopAsync()
    {
        await _stop.CancelAsync();
        var duration = _time.GetElapsedTime(_started);
        await _sending;
        return new LoadReport([.. _samples.OrderBy(sample => sample.At)], duration);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task SendAllAsync()
    {
        var underWay = new List<Task>();
        for (var number = 0; !_stop.IsCancellationRequested; number++)
        {
            var due = TimeSpan.FromSeconds(number / _perSecond);
            var wait = due - _time.GetElapsedTime(_started);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            // A round is one user later than the one before, so that every user makes every kind of call.
            var call = _mix[(number + (number / _users.Count)) % _mix.Length];
            Interlocked.Increment(ref _sent);
            underWay.Add(SendAsync(_users[number % _users.Count], call.Method, call.Path, call.Body, due));
            if (number % 1000 == 0) underWay.RemoveAll(task => task.IsCompleted);
        }

        await Task.WhenAll(underWay);
    }

    private async Task SendAsync(SignedInUser user, HttpMethod method, string path, string? body, TimeSpan due)
    {
        string result;
        try
        {
            result = Judge(user, path, await user.CallAsync(method, path, body));
        }
        catch (Exception failure)
        {
            result = $"{failure.GetType().Name}: {failure.Message}";
        }

        _samples.Add(new Sample(due, user.Name, $"{method} {path}", result, _time.GetElapsedTime(_started) - due));
    }

    private static string Judge(SignedInUser user, string path, Answer answer)
    {
        if (answer.Status != HttpStatusCode.OK) return $"{(int)answer.Status} {answer.Body}";
        if (path.StartsWith("/api/slow", StringComparison.Ordinal)) return Sample.AsExpected;
        var isHis = path == "/bff/user" ? answer.Body.Contains($"\"{user.Name}\"", StringComparison.Ordinal) : answer.SeenUser == user.Name;
        return isHis ? Sample.AsExpected : $"not in the name of {user.Name} but of '{answer.SeenUser}'";
    }
}
