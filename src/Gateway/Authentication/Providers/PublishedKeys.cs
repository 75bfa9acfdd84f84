using System.Collections.Frozen;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Authentication.Providers;

/// <summary>What a provider last published: its metadata (OpenID Connect Discovery 1.0) and its signing keys (RFC 7517).</summary>
internal sealed class PublishedKeys
{
    private readonly FrozenDictionary<string, SecurityKey[]> _byId;
    private readonly FrozenSet<string> _thumbprints;

    private PublishedKeys(OpenIdConnectConfiguration metadata, string source)
    {
        Metadata = metadata;
        Source = source;
        All = [.. metadata.SigningKeys];
        _byId = All.Where(key => key.KeyId is { Length: > 0 }).GroupBy(key => key.KeyId, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        _thumbprints = All.Select(Thumbprint).ToFrozenSet(StringComparer.Ordinal);
    }

    public OpenIdConnectConfiguration Metadata { get; }

    public IReadOnlyList<SecurityKey> All { get; }

    /// <summary>Both documents as they came: unchanged text is not taken over again, so that what depends on the keys stays as it is.</summary>
    public string Source { get; }

    /// <exception cref="InvalidDataException">The documents cannot be used; the message holds nothing the provider wrote.</exception>
    public static PublishedKeys Read(string metadata, string keySet)
    {
        var configuration = OpenIdConnectConfiguration.Create(metadata);
        configuration.JsonWebKeySet = new JsonWebKeySet(keySet);
        // A shared secret has no place in a public document: whoever reads it could sign.
        foreach (var key in configuration.JsonWebKeySet.GetSigningKeys().Where(key => key is AsymmetricSecurityKey)) configuration.SigningKeys.Add(key);
        if (configuration.SigningKeys.Count == 0) throw new InvalidDataException("The key set holds no key to check signatures with.");
        return new PublishedKeys(configuration, metadata + "\n" + keySet);
    }

    public bool Has(string keyId) => _byId.ContainsKey(keyId);

    public IReadOnlyList<SecurityKey> ById(string keyId) => _byId.TryGetValue(keyId, out var keys) ? keys : [];

    /// <summary>Whether this very key, not another one under its name, is still published.</summary>
    public bool Holds(string thumbprint) => _thumbprints.Contains(thumbprint);

    /// <summary>RFC 7638.</summary>
    public static string Thumbprint(SecurityKey key) => Base64UrlEncoder.Encode(key.ComputeJwkThumbprint());
}
