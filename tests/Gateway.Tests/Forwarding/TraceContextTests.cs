using System.Diagnostics;
using Gateway.Forwarding;
using Gateway.Signals;
using Microsoft.AspNetCore.Http;
using Xunit;
using Yarp.ReverseProxy.Transforms;

namespace Gateway.Tests.Forwarding;

/// <summary>What an upstream learns of a request's trace while nobody collects traces (W3C Trace Context).</summary>
public sealed class TraceContextTests
{
    private const string Brought = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private readonly TraceContext _traces = new();
    private readonly DefaultHttpContext _context = new();
    private readonly HttpRequestMessage _upstream = new();

    public TraceContextTests() => Activity.Current = null;

    [Fact]
    public void A_clients_trace_goes_on_as_it_came()
    {
        Send("traceparent", Brought);
        Send("tracestate", "vendor=1");
        Inject();
        Assert.Equal(Brought, Upstreams("traceparent"));
        Assert.Equal("vendor=1", Upstreams("tracestate"));
        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", _context.TraceId());
    }

    [Theory]
    [InlineData("")]
    [InlineData("what")]
    [InlineData("00-00000000000000000000000000000000-00f067aa0ba902b7-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01")]
    [InlineData("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more")]
    [InlineData("00-4BF92F3577B34DA6A3CE929D0E0E4736-00F067AA0BA902B7-01")]
    public void One_that_cannot_be_understood_ends_here_with_all_that_belongs_to_it(string sent)
    {
        Send("traceparent", sent);
        Send("tracestate", "vendor=1");
        Inject();
        var began = Upstreams("traceparent");
        Assert.NotEqual(sent, began);
        Assert.True(ActivityContext.TryParse(began, null, out var trace));
        Assert.Equal(trace.TraceId.ToHexString(), _context.TraceId());
        Assert.False(_upstream.Headers.Contains("tracestate"));
    }

    [Fact]
    public void Of_two_traces_none_is_believed()
    {
        _context.Request.Headers.TraceParent = new[] { Brought, Brought };
        _upstream.Headers.TryAddWithoutValidation("traceparent", [Brought, Brought]);
        Inject();
        Assert.NotEqual(Brought, Upstreams("traceparent"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_one_a_trace_begins_that_all_who_ask_are_told(bool hasSignals)
    {
        if (hasSignals) _context.Features.Set(new RequestSignals(TimeProvider.System));
        var logged = _context.TraceId();
        Inject();
        Assert.Equal(logged, Upstreams("traceparent").Split('-')[1]);
        Assert.Equal(logged, _context.TraceId());
    }

    [Fact]
    public void A_span_comes_before_all_of_it()
    {
        Send("traceparent", Brought);
        using var span = new Activity("request").Start();
        Inject();
        Assert.Equal(span.Id, Upstreams("traceparent"));
        Assert.Equal(span.TraceId.ToHexString(), _context.TraceId());
    }

    private void Send(string header, string value)
    {
        _context.Request.Headers[header] = value;
        _upstream.Headers.TryAddWithoutValidation(header, value);
    }

    private void Inject() => _traces.Inject(new RequestTransformContext { HttpContext = _context, ProxyRequest = _upstream });

    private string Upstreams(string header) => Assert.Single(_upstream.Headers.GetValues(header));
}
