using Gateway.Operations.Status;
using Gateway.Signals;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Operations.Status;

/// <summary>Since when something has been down, and what it said last.</summary>
public sealed class DependencyWatchTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly List<Dependency> _seen = [];
    private readonly DependencyWatch _watch;

    public DependencyWatchTests() => _watch = new DependencyWatch(() => [.. _seen], _time, NullLogger<DependencyWatch>.Instance);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public void A_state_counts_from_its_beginning_and_its_last_error_outlives_it()
    {
        var start = _time.GetUtcNow();
        See(DependencyState.Up, null);
        Assert.Equal((DependencyState.Up, start, null), Redis());

        See(DependencyState.Down, "SocketFailure");
        var down = _time.GetUtcNow();
        See(DependencyState.Down, "SocketFailure");
        Assert.Equal((DependencyState.Down, down, "SocketFailure"), Redis());

        See(DependencyState.Up, null);
        Assert.Equal((DependencyState.Up, _time.GetUtcNow(), "SocketFailure"), Redis());
    }

    [Fact]
    public void Two_of_one_name_are_one_and_end_nothing()
    {
        _seen.Add(new(Owner.IdentityProvider, "https://id.example", DependencyState.Up, LastError: null, "Nothing."));
        _seen.Add(new(Owner.IdentityProvider, "https://id.example", DependencyState.Down, LastError: null, "Nothing."));
        _watch.Observe();
        _watch.Observe();
        Assert.Single(_watch.Current);
    }

    [Fact]
    public void What_the_settings_name_no_more_is_forgotten()
    {
        See(DependencyState.Down, "x");
        _seen.Clear();
        _watch.Observe();
        Assert.Empty(_watch.Current);
        See(DependencyState.Down, null);
        Assert.Equal((DependencyState.Down, _time.GetUtcNow(), null), Redis());
    }

    private (DependencyState State, DateTimeOffset Since, string? LastError) Redis()
    {
        var watched = Assert.Single(_watch.Current);
        return (watched.Dependency.State, watched.Since, watched.Dependency.LastError);
    }

    private void See(DependencyState state, string? error)
    {
        _time.Advance(_watch.Current.Count == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(1));
        _seen.Clear();
        _seen.Add(new Dependency(Owner.SessionStore, "Redis", state, error, "Users …"));
        _watch.Observe();
    }
}
