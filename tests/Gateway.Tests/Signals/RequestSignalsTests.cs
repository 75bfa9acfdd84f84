using CsCheck;
using Gateway.Signals;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Gateway.Tests.Signals;

/// <summary>Where the time went: whatever way a request takes, no millisecond is counted twice and none is lost.</summary>
public sealed class RequestSignalsTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_stage_gets_the_time_between_its_marks()
    {
        var request = new RequestSignals(_time);
        Pass(1);
        using (request.During(Stage.Session)) Pass(20);
        Pass(2);
        request.Enter(Stage.UpstreamWait);
        Pass(300);
        request.Enter(Stage.UpstreamBody);
        Pass(40);
        request.Enter(Stage.Gateway);
        Pass(3);
        request.Close();

        Assert.Equal("session 20, upstream_wait 300, upstream_body 40, gateway 6", Account(request));
        Assert.Equal(366, request.Duration.TotalMilliseconds);
    }

    [Fact]
    public void A_stage_within_a_stage_is_taken_out_of_it()
    {
        var request = new RequestSignals(_time);
        using (request.During(Stage.Authentication))
        {
            Pass(5);
            using (request.During(Stage.TokenRefresh)) Pass(70);
            Pass(6);
        }

        request.Close();
        Assert.Equal("authentication 11, token_refresh 70", Account(request));
    }

    [Fact]
    public void The_wait_for_a_connection_is_taken_out_of_the_wait_for_the_answer()
    {
        var request = new RequestSignals(_time);
        request.Enter(Stage.UpstreamWait);
        Pass(250);
        request.Connected(TimeSpan.FromMilliseconds(240));
        Pass(30);
        request.Close();

        Assert.Equal("upstream_connect 240, upstream_wait 40", Account(request));
    }

    [Fact]
    public void A_wait_longer_than_the_stage_cannot_make_it_negative()
    {
        var request = new RequestSignals(_time);
        Pass(100);
        request.Enter(Stage.UpstreamWait);
        Pass(10);
        request.Connected(TimeSpan.FromMilliseconds(80));
        request.Close();

        Assert.Equal("upstream_connect 10, gateway 100", Account(request));
    }

    [Fact]
    public void An_open_stream_is_no_latency()
    {
        var request = new RequestSignals(_time);
        request.Enter(Stage.UpstreamWait);
        Pass(15);
        request.BecomesStream();
        Pass(3_600_000);
        request.Enter(Stage.Gateway);
        request.Connected(TimeSpan.FromSeconds(1));
        request.Close();

        Assert.Equal("upstream_wait 15", Account(request));
        Assert.Equal(15, request.Duration.TotalMilliseconds);
    }

    [Fact]
    public void Stages_add_up_to_the_duration_on_any_way_through_the_pipeline() =>
        Gen.Select(Gen.Int[0, 9], Gen.Int[0, 5_000]).Array[0, 40].Sample(steps =>
        {
            var request = new RequestSignals(_time);
            var open = new Stack<StageScope>();
            foreach (var (step, passes) in steps)
            {
                _time.Advance(TimeSpan.FromMicroseconds(passes));
                if (step <= 6) request.Enter((Stage)(1 + step));
                else if (step == 7) open.Push(request.During(Stage.Session));
                else if (step == 8) request.Connected(TimeSpan.FromMicroseconds(passes / 2));
                else if (open.TryPop(out var scope)) scope.Dispose();
            }

            request.Close();
            var sum = Stages.All.Where(stage => stage is not (Stage.IngressWait or Stage.GcPause)).Sum(stage => request.In(stage).Ticks);
            return sum == request.Duration.Ticks && Stages.All.All(stage => request.In(stage) >= TimeSpan.Zero);
        });

    [Fact]
    public void A_collection_meanwhile_shows_beside_the_stages()
    {
        var before = GC.GetTotalPauseDuration();
        var request = new RequestSignals(_time);
        GC.Collect();
        request.Close();

        Assert.InRange(request.GcPause, TimeSpan.FromTicks(1), GC.GetTotalPauseDuration() - before);
        Assert.Equal(TimeSpan.Zero, request.Duration);
    }

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    private static string Account(RequestSignals request) => string.Join(", ", Stages.All
        .Where(stage => stage != Stage.GcPause && request.In(stage) > TimeSpan.Zero)
        .Select(stage => $"{stage.ToTag()} {request.In(stage).TotalMilliseconds}"));
}
