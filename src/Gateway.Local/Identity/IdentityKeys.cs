using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Local.Identity;

/// <summary>The provider's keys, made at its first start and kept in files: tokens it issued stay valid when it is killed.</summary>
internal static class IdentityKeys
{
    /// <summary>Signs tokens; its public half is published in the key set.</summary>
    public static RsaSecurityKey Signing(string directory)
    {
        var rsa = RSA.Create();
        rsa.ImportFromPem(ReadOrCreate(Path.Combine(directory, "signing.pem"), () =>
        {
            using var created = RSA.Create(2048);
            return created.ExportPkcs8PrivateKeyPem();
        }));
        var thumbprint = SHA256.HashData(rsa.ExportSubjectPublicKeyInfo());
        return new RsaSecurityKey(rsa) { KeyId = Base64UrlEncoder.Encode(thumbprint)[..16] };
    }

    /// <summary>Seals codes and refresh tokens, which only the provider reads. Access tokens are not encrypted.</summary>
    public static SymmetricSecurityKey Sealing(string directory) => new(Convert.FromBase64String(
        ReadOrCreate(Path.Combine(directory, "sealing.key"), () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)))))
    {
        KeyId = "sealing",
    };

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
