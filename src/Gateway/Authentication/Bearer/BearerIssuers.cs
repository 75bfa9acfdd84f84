using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Authentication.Providers;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication.Bearer;

/// <summary>One issuer of <c>Gateway:Bearer</c>.</summary>
internal sealed record BearerIssuer(string Name, BearerOptions Options, ProviderMetadata Provider)
{
    private static readonly string[] UsualAlgorithms = ["RS256", "PS256", "ES256"];

    // RFC 7518, 3.1: whatever the settings say, nothing that whoever checks a signature could also have made.
    private static readonly string[] Asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    public static bool IsAsymmetric(string? algorithm) => Array.IndexOf(Asymmetric, algorithm) >= 0;

    public IReadOnlyList<string> Algorithms { get; } =
        [.. (Options.Algorithms is { Count: > 0 } named ? named : UsualAlgorithms).Where(IsAsymmetric)];
}

/// <summary>The issuers of the configuration in force. A change is in effect with the next request, and what was cached before it is not found any more.</summary>
internal sealed class BearerIssuers : IDisposable
{
    private readonly IDisposable? _reload;
    private volatile Snapshot _current;

    public BearerIssuers(IOptionsMonitor<Dictionary<string, BearerOptions>> options, ProviderDirectory providers)
    {
        _current = Snapshot.Of(options.CurrentValue, providers);
        _reload = options.OnChange(changed => _current = Snapshot.Of(changed, providers));
    }

    public Snapshot Current => _current;

    public void Dispose() => _reload?.Dispose();

    /// <param name="All">In the order of their names.</param>
    /// <param name="Fingerprint">Differs whenever any setting of any issuer does; the same on every replica with the same settings.</param>
    internal sealed record Snapshot(IReadOnlyList<BearerIssuer> All, long Fingerprint)
    {
        /// <summary>Those that can be asked about opaque tokens.</summary>
        public IReadOnlyList<BearerIssuer> Introspecting { get; } = [.. All.Where(issuer => issuer.Options.Introspection is not null)];

        public static Snapshot Of(Dictionary<string, BearerOptions> options, ProviderDirectory providers)
        {
            var ordered = options.OrderBy(entry => entry.Key, StringComparer.Ordinal).ToList();
            var text = JsonSerializer.SerializeToUtf8Bytes(ordered);
            return new Snapshot(
                [.. ordered.Select(entry => new BearerIssuer(entry.Key, entry.Value, providers.Of(entry.Value.Authority)))],
                BinaryPrimitives.ReadInt64LittleEndian(SHA256.HashData(text)));
        }
    }
}
