using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>An issuer's key: its published half, and tokens signed with it. Header and claims are the test's, however wrong.</summary>
internal sealed class SigningKey : IDisposable
{
    private readonly AsymmetricAlgorithm _key;
    private readonly string _algorithm;

    public SigningKey(string id, string algorithm = "RS256")
    {
        (Id, _algorithm) = (id, algorithm);
        _key = algorithm.StartsWith("ES", StringComparison.Ordinal) ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : RSA.Create(2048);
    }

    public string Id { get; }

    public JsonObject Published => _key switch
    {
        RSA rsa when rsa.ExportParameters(false) is var part => new JsonObject { ["kty"] = "RSA", ["use"] = "sig", ["kid"] = Id, ["n"] = Text(part.Modulus!), ["e"] = Text(part.Exponent!) },
        ECDsa curve when curve.ExportParameters(false).Q is var point => new JsonObject { ["kty"] = "EC", ["use"] = "sig", ["crv"] = "P-256", ["kid"] = Id, ["x"] = Text(point.X!), ["y"] = Text(point.Y!) },
        _ => throw new InvalidOperationException("No such key."),
    };

    public byte[] PublicBytes => _key.ExportSubjectPublicKeyInfo();

    // RFC 7518, 3.1: the name ends with it.
    private HashAlgorithmName Hash => new("SHA" + _algorithm[^3..]);

    public JsonObject Header() => new() { ["alg"] = _algorithm, ["kid"] = Id, ["typ"] = "at+jwt" };

    public string Sign(JsonObject claims, JsonObject? header = null) => Sign(Unsigned(claims, header ?? Header()));

    /// <param name="signed">Header and claims, encoded, with the dot between them.</param>
    public string Sign(string signed)
    {
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = _key switch
        {
            RSA rsa => rsa.SignData(bytes, Hash, _algorithm.StartsWith("PS", StringComparison.Ordinal) ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
            ECDsa curve => curve.SignData(bytes, Hash),
            _ => throw new InvalidOperationException("No such key."),
        };
        return $"{signed}.{Text(signature)}";
    }

    public static string Unsigned(JsonObject claims, JsonObject header) => $"{Text(header.ToJsonString())}.{Text(claims.ToJsonString())}";

    public static string Text(byte[] bytes) => Base64Url.EncodeToString(bytes);

    public static string Text(string text) => Text(Encoding.UTF8.GetBytes(text));

    public void Dispose() => _key.Dispose();
}
