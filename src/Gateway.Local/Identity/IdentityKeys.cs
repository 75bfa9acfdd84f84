using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Local.Identity;

/// <summary>The provider's keys, made at its first start and kept in files: tokens it issued stay valid when it is killed.</summary>
internal static class IdentityKeys
{
    private const string Current = "signing.pem";
    private const string Previous = "signing-previous.pem";

    /// <summary>The first signs tokens; the public halves of all are published in the key set.</summary>
    public static IReadOnlyList<RsaSecurityKey> Signing(string directory)
    {
        var current = Key(ReadOrCreate(Path.Combine(directory, Current), () =>
        {
            using var created = RSA.Create(2048);
            return created.ExportPkcs8PrivateKeyPem();
        }));
        var previous = Path.Combine(directory, Previous);
        return File.Exists(previous) ? [current, Key(File.ReadAllText(previous))] : [current];
    }

    /// <summary>A new key signs from the next start on; the one before stays published, and tokens it signed valid.</summary>
    public static void RotateSigning(string directory) =>
        File.Move(Path.Combine(directory, Current), Path.Combine(directory, Previous), overwrite: true);

    /// <summary>Seals codes and refresh tokens, which only the provider reads. Access tokens are not encrypted.</summary>
    public static SymmetricSecurityKey Sealing(string directory) => new(Convert.FromBase64String(
        ReadOrCreate(Path.Combine(directory, "sealing.key"), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))))
    {
        KeyId = "sealing",
    };

    private static RsaSecurityKey Key(string pem)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(pem);
        return new RsaSecurityKey(rsa) { KeyId = Base64UrlEncoder.Encode(SHA256.HashData(rsa.ExportSubjectPublicKeyInfo()))[..16] };
    }

    private static string ReadOrCreate(string path, Func<string> create)
    {
        if (File.Exists(path)) return File.ReadAllText(path);

        // Written aside and renamed: a kill in between leaves no half a key.
        var content = create();
        var draft = path + ".new";
        File.WriteAllText(draft, content);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(draft, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(draft, path);
        return content;
    }
}
