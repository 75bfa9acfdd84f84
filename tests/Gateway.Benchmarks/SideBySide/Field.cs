using Gateway.Benchmarks.Contestants;
using Gateway.Benchmarks.Load;
using Gateway.Benchmarks.Surroundings;
using Gateway.JourneyTests.Surroundings;

namespace Gateway.Benchmarks.SideBySide;

/// <summary>All contestants, started, signed in and checked.</summary>
internal sealed class Field : IAsyncDisposable
{
    private static readonly string[] GatewayModes = [EntryNames.Anonymous, EntryNames.Memory, EntryNames.Store, EntryNames.Bearer];
    private static readonly string[] Users = [.. Enumerable.Range(1, SideBySideLength.Callers).Select(number => $"user{number}")];

    private readonly List<IAsyncDisposable> _started = [];
    private readonly int[] _textbookPorts;
    private readonly int _apachePort = FreePorts.Next();
    private readonly int _processes;

    private Field(int processes) => (_processes, _textbookPorts) = (processes, [.. Enumerable.Range(0, processes).Select(_ => FreePorts.Next())]);

    public IReadOnlyList<Entry> Entries { get; private set; } = [];

    public BenchmarkWorld World { get; private set; } = null!;

    public static async Task<Field> StartAsync(int processes)
    {
        var field = new Field(processes);
        try
        {
            await field.BuildAsync();
            return field;
        }
        catch
        {
            await field.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var one in Enumerable.Reverse(_started)) await one.DisposeAsync();
    }

    private async Task BuildAsync()
    {
        World = Keep(await BenchmarkWorld.StartAsync(
            GatewayModes.SelectMany(mode => Enumerable.Repeat(SettingsOf(mode), _processes)), _textbookPorts.Append(_apachePort).Select(Origin)));
        var strangers = World.WriteCallers("strangers", []);
        var tokens = World.WriteCallers("tokens", await AllAsync(async _ => $"Authorization: Bearer {await World.NewTokenAsync()}"));
        Entries =
        [
            await NginxAsync(strangers),
            await DotnetAsync(EntryNames.Yarp, "Yarp", BenchmarkWorld.AnonymousPath, strangers),
            await DotnetAsync(EntryNames.JwtBearer, "JwtBearer", BenchmarkWorld.BearerPath, tokens),
            await TextbookAsync(),
            await ApacheAsync(),
            .. await GatewaysAsync(strangers, tokens),
        ];
        foreach (var contestant in Entries.SelectMany(entry => entry.Processes)) await RightTokens.CheckAsync(contestant, Users);
    }

    private static Dictionary<string, string> SettingsOf(string mode) => mode == EntryNames.Store ? new() { ["Gateway:Sessions:RememberFor"] = "00:00:00" } : [];

    private async Task<Entry> NginxAsync(string strangers)
    {
        var nginx = Keep(await NginxProxy.StartAsync(World.NewFolder("nginx"), World.Backend.Address));
        return new Entry(EntryNames.Nginx, [new Contestant(EntryNames.Nginx, nginx.ProcessId, new LoadTarget(nginx.Port, BenchmarkWorld.AnonymousPath, strangers))]);
    }

    private async Task<Entry> DotnetAsync(string name, string kind, string path, string callers)
    {
        var processes = new List<Contestant>();
        for (var number = 0; number < _processes; number++)
        {
            var port = FreePorts.Next();
            processes.Add(Dotnet(name, await StartDotnetAsync(kind, port), new LoadTarget(port, path, callers)));
        }

        return new Entry(name, processes);
    }

    private async Task<DotnetProxy> StartDotnetAsync(string kind, int port) => Keep(await DotnetProxy.StartAsync(kind, port, new Dictionary<string, string>
    {
        ["Backend"] = World.Backend.Address.ToString(),
        ["Authority"] = World.Authority.ToString().TrimEnd('/'),
        ["Redis"] = World.Redis,
        ["Keys"] = World.NewFolder("textbook-keys").FullName,
    }));

    private static Contestant Dotnet(string name, DotnetProxy proxy, LoadTarget target) => new(name, proxy.ProcessId, target, proxy.AllocatedAsync);

    // Signed in at the first of them: they share their key ring and their Redis.
    private async Task<Entry> TextbookAsync()
    {
        var proxies = new List<(int Port, DotnetProxy Proxy)>();
        foreach (var port in _textbookPorts) proxies.Add((port, await StartDotnetAsync("Textbook", port)));
        var callers = World.WriteCallers("textbook", await CookiesAsync(_textbookPorts[0], DotnetProxy.TextbookCookie));
        return new Entry(EntryNames.Textbook, [.. proxies.Select(one => Dotnet(EntryNames.Textbook, one.Proxy, new LoadTarget(one.Port, BenchmarkWorld.SessionPath, callers)))]);
    }

    private async Task<Entry> ApacheAsync()
    {
        if (!ApacheProxy.IsInstalled) return new Entry(EntryNames.Apache, [], $"not installed: {ApacheProxy.HowToInstall}");

        var apache = Keep(await ApacheProxy.StartAsync(World.NewFolder("apache"), _apachePort, World.Backend.Address, World.Authority, World.Redis));
        var callers = World.WriteCallers("apache", await CookiesAsync(_apachePort, ApacheProxy.CookieName));
        return new Entry(EntryNames.Apache, [new Contestant(EntryNames.Apache, apache.ProcessId, new LoadTarget(_apachePort, BenchmarkWorld.SessionPath, callers))]);
    }

    private async Task<IEnumerable<Entry>> GatewaysAsync(string strangers, string tokens)
    {
        var sessions = World.WriteCallers("sessions", await AllAsync(async user => $"Cookie: {await World.SignInAsync(user)}"));
        return World.Gateways.Chunk(_processes).Zip(GatewayModes, (gateways, mode) => new Entry(mode,
        [
            .. gateways.Select(gateway => new Contestant(mode, gateway.ProcessId, Target(gateway.TrafficPort, mode), () => GatewayAllocations.OfAsync(gateway))),
        ]));

        LoadTarget Target(int port, string mode) => mode switch
        {
            EntryNames.Anonymous => new LoadTarget(port, BenchmarkWorld.AnonymousPath, strangers),
            EntryNames.Bearer => new LoadTarget(port, BenchmarkWorld.BearerPath, tokens),
            _ => new LoadTarget(port, BenchmarkWorld.SessionPath, sessions),
        };
    }

    private static Task<IReadOnlyList<string>> CookiesAsync(int port, string cookie) =>
        AllAsync(async user => $"Cookie: {await FormSignIn.CookieOfAsync(Origin(port), BenchmarkWorld.SessionPath, user, cookie)}");

    private static async Task<IReadOnlyList<string>> AllAsync(Func<string, Task<string>> ofUser)
    {
        var all = new List<string>();
        foreach (var user in Users) all.Add(await ofUser(user));
        return all;
    }

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        _started.Add(started);
        return started;
    }

    private static Uri Origin(int port) => new($"http://localhost:{port}");
}
