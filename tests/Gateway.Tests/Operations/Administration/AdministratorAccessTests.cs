using System.Net;
using Gateway.Operations;
using Gateway.Operations.Administration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Operations.Administration;

/// <summary>Who gets past the guard of <c>/api</c>, and who does not.</summary>
public sealed class AdministratorAccessTests
{
    private const string Key = "an-api-key-of-this-test-0123456789abcdef";
    private const string Here = "127.0.0.1:8081";

    [Theory]
    [InlineData("GET", "127.0.0.1:8081", "", "", true)]
    [InlineData("GET", "localhost:8081", "", "", true)]
    [InlineData("GET", "[::1]:8081", "", "", true)]
    [InlineData("DELETE", "127.0.0.1:8081", "", "", true)]
    [InlineData("DELETE", "127.0.0.1:8081", "http://127.0.0.1:8081", "same-origin", true)]
    // HTTP/1.0 has no Host, and a page that rebinds its name to 127.0.0.1 has its own.
    [InlineData("GET", "", "", "", false)]
    [InlineData("GET", "rebound.example", "", "", false)]
    [InlineData("GET", "127.0.0.1.evil.example", "", "", false)]
    [InlineData("DELETE", "127.0.0.1:8081", "null", "", false)]
    [InlineData("DELETE", "127.0.0.1:8081", "http://127.0.0.1:9000", "", false)]
    [InlineData("DELETE", "127.0.0.1:8081", "https://evil.example", "", false)]
    [InlineData("DELETE", "127.0.0.1:8081", "", "cross-site", false)]
    [InlineData("DELETE", "127.0.0.1:8081", "", "same-site", false)]
    public async Task Without_a_key_this_machine_passes_and_no_page_in_its_browsers(string method, string host, string origin, string site, bool passes)
    {
        var context = Request("/api/sessions", host);
        context.Request.Method = method;
        if (origin.Length > 0) context.Request.Headers.Origin = origin;
        if (site.Length > 0) context.Request.Headers["Sec-Fetch-Site"] = site;
        Assert.Equal(passes ? 200 : 403, await AnswerAsync(key: null, context));
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.9", "127.0.0.1", true)]
    [InlineData("::1", "::1", true)]
    [InlineData("::ffff:127.0.0.1", "::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.7", "10.0.0.1", false)]
    [InlineData("10.0.0.7", "127.0.0.1", false)]
    [InlineData("127.0.0.1", "10.0.0.1", false)]
    [InlineData("::ffff:10.0.0.7", "::ffff:10.0.0.1", false)]
    [InlineData(null, null, false)]
    public async Task Without_a_key_a_caller_is_here_by_his_address_whatever_Host_he_writes(string? from, string? to, bool passes)
    {
        var context = Request("/api/sessions", Here);
        context.Connection.RemoteIpAddress = from is null ? null : IPAddress.Parse(from);
        context.Connection.LocalIpAddress = to is null ? null : IPAddress.Parse(to);
        Assert.Equal(passes ? 200 : 403, await AnswerAsync(key: null, context));
    }

    [Theory]
    [InlineData(200, "Bearer " + Key)]
    [InlineData(200, "bearer " + Key)]
    [InlineData(401)]
    [InlineData(401, "Bearer " + Key + "x")]
    [InlineData(401, "Basic " + Key)]
    [InlineData(401, "Bearer ")]
    [InlineData(401, "Bearer " + Key, "Bearer " + Key)]
    [InlineData(401, "Bearer wrong", "Bearer " + Key)]
    public async Task With_a_key_it_alone_counts_and_only_in_one_header(int status, params string[] authorization)
    {
        var context = Request("/api/sessions", Here);
        context.Request.Headers.Authorization = new StringValues(authorization);
        Assert.Equal(status, await AnswerAsync(Key, context));

        var stranger = Request("/api/sessions", "gateway.example");
        stranger.Request.Headers.Authorization = new StringValues(authorization);
        stranger.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.7");
        Assert.Equal(status, await AnswerAsync(Key, stranger));
    }

    /// <summary>Method, Upgrade header, Origin, Sec-Fetch-Site of a request that carries a valid ticket.</summary>
    [Theory]
    [InlineData("GET", "", "", "", 200)]
    [InlineData("GET", "", "", "cross-site", 200)]
    [InlineData("GET", "websocket", "http://127.0.0.1:8081", "same-origin", 200)]
    [InlineData("GET", "websocket", "https://127.0.0.1:8081", "same-origin", 200)]
    [InlineData("GET", "websocket", "https://evil.example", "", 401)]
    [InlineData("GET", "websocket", "http://127.0.0.1:8081", "cross-site", 401)]
    [InlineData("POST", "", "http://127.0.0.1:8081", "same-origin", 200)]
    [InlineData("POST", "", "https://evil.example", "", 401)]
    [InlineData("DELETE", "", "null", "", 401)]
    [InlineData("DELETE", "", "", "same-site", 401)]
    public async Task A_ticket_works_for_our_own_page_only(string method, string upgrade, string origin, string site, int status)
    {
        var context = Request("/_blazor", Here);
        context.Request.Method = method;
        context.Request.Headers.Cookie = $"gateway-administrator={KeyOf(Key).IssueTicket()}";
        if (upgrade.Length > 0) context.Request.Headers.Upgrade = upgrade;
        if (origin.Length > 0) context.Request.Headers.Origin = origin;
        if (site.Length > 0) context.Request.Headers["Sec-Fetch-Site"] = site;
        Assert.Equal(status, await AnswerAsync(Key, context));
    }

    [Theory]
    [InlineData("/", "text/html", 302)]
    [InlineData("/routes/orders", "text/html", 302)]
    [InlineData("/api/sessions", "text/html", 401)]
    [InlineData("/_blazor", "*/*", 401)]
    [InlineData("/_framework/blazor.web.js", "*/*", 401)]
    [InlineData("/sign-in", "text/html", 200)]
    [InlineData("/live/page.css", "*/*", 200)]
    [InlineData("/metrics", "*/*", 200)]
    [InlineData("/readyz", "*/*", 200)]
    public async Task A_person_without_a_ticket_is_asked_for_the_key_and_code_is_refused(string path, string accept, int status)
    {
        var context = Request(path, "10.0.0.1:8081");
        context.Connection.RemoteIpAddress = IPAddress.Parse("10.0.0.7");
        context.Request.Headers.Accept = accept;
        Assert.Equal(status, await AnswerAsync(Key, context));
        if (status == 302) Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(path)}", context.Response.Headers.Location);
    }

    [Theory]
    [InlineData("/api/x", HttpStatusCode.Unauthorized)]
    [InlineData("/API/x", HttpStatusCode.Unauthorized)]
    [InlineData("/%61pi/x", HttpStatusCode.Unauthorized)]
    [InlineData("/livez/../api/x", HttpStatusCode.Unauthorized)]
    [InlineData("//api/x", HttpStatusCode.Unauthorized)]
    [InlineData("/api%2Fx", HttpStatusCode.Unauthorized)]
    public async Task No_other_way_of_writing_the_path_leads_past_it(string path, HttpStatusCode status)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        await using var server = builder.Build();
        server.Use(Access(Key).InvokeAsync);
        server.MapGroup("/api").MapGet("/x", context => context.Response.WriteAsync("passed"));
        await server.StartAsync();

        using var http = new HttpClient();
        var address = new Uri(server.Urls.Single() + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        Assert.Equal(status, (await http.GetAsync(address)).StatusCode);
    }

    private static DefaultHttpContext Request(string path, string host)
    {
        var context = new DefaultHttpContext { Request = { Method = "GET", Scheme = "http", Host = new HostString(host), Path = path } };
        context.Connection.RemoteIpAddress = IPAddress.Loopback;
        context.Connection.LocalIpAddress = IPAddress.Loopback;
        return context;
    }

    private static async Task<int> AnswerAsync(string? key, HttpContext context)
    {
        await Access(key).InvokeAsync(context, _ => Task.CompletedTask);
        return context.Response.StatusCode;
    }

    private static AdministratorAccess Access(string? key) => new(KeyOf(key), TimeProvider.System);

    private static AdministratorKey KeyOf(string? key) => new(Options.Create(new OperationsOptions { ApiKey = key }), TimeProvider.System);
}
