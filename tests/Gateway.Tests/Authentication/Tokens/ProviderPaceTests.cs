using Gateway.Authentication.Tokens;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Authentication.Tokens;

public sealed class ProviderPaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ProviderPace _pace;

    public ProviderPaceTests() => _pace = new ProviderPace(_time);

    [Fact]
    public void A_provider_that_is_down_for_an_hour_is_asked_less_and_less_but_never_forgotten()
    {
        var asked = new List<TimeSpan>();
        for (var at = TimeSpan.Zero; at < TimeSpan.FromHours(1); at += TimeSpan.FromMilliseconds(100))
        {
            if (_pace.TryAsk())
            {
                asked.Add(at);
                _pace.Failed();
            }

            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        // 30 s at most, 15 s at least between two, once it is long down.
        Assert.InRange(asked.Count, 120, 260);
        var pauses = asked.Zip(asked.Skip(1), (first, second) => second - first).ToList();
        Assert.True(pauses[0] <= TimeSpan.FromSeconds(0.6), $"{pauses[0]}");
        Assert.All(pauses, pause => Assert.True(pause <= TimeSpan.FromSeconds(30.1), $"{pause}"));
        Assert.True(pauses.Skip(10).Distinct().Count() > 10, "No two replicas come in step.");
    }

    [Fact]
    public void While_it_is_down_one_asks_for_all_and_once_it_answers_everybody_may()
    {
        _pace.Failed();
        Assert.False(_pace.TryAsk());
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.True(_pace.TryAsk());
        Assert.False(_pace.TryAsk());
        _pace.Answered();
        Assert.True(_pace.TryAsk());
        Assert.True(_pace.TryAsk());
    }
}
