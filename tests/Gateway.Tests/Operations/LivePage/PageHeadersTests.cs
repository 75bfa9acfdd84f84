using Gateway.Operations.LivePage;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Operations.LivePage;

/// <summary>Word for word what browsers are told, and that it is told before anything is answered. A journey looks at every address of the port.</summary>
public sealed class PageHeadersTests
{
    private static readonly Dictionary<string, string> Told = new()
    {
        ["Content-Security-Policy"] =
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; font-src 'self'; connect-src 'self'; "
            + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'",
        ["X-Content-Type-Options"] = "nosniff",
        ["Cache-Control"] = "no-store",
        ["Referrer-Policy"] = "same-origin",
        ["Cross-Origin-Resource-Policy"] = "same-origin",
        ["Cross-Origin-Opener-Policy"] = "same-origin",
    };

    [Fact]
    public async Task Every_answer_says_all_of_it_whatever_becomes_of_the_request()
    {
        var context = new DefaultHttpContext();
        Dictionary<string, string> told = [];
        await PageHeaders.WriteAsync(context, answering =>
        {
            foreach (var (name, value) in answering.Response.Headers) told[name] = value.ToString();
            return Task.CompletedTask;
        });
        Assert.Equal(Told, told);
    }
}
