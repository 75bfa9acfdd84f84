using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Gateway.Authentication;

/// <summary>Encrypts the key ring's elements at rest with AES-256-GCM under a key derived (HKDF, RFC 5869) from <c>Gateway:Keys:Secret</c>.</summary>
internal sealed class LoginKeyEncryptor(string secret) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var box = new byte[LoginKeyBox.NonceSize + plain.Length + LoginKeyBox.TagSize];
        RandomNumberGenerator.Fill(box.AsSpan(0, LoginKeyBox.NonceSize));
        using var aes = LoginKeyBox.Open(secret);
        aes.Encrypt(
            box.AsSpan(0, LoginKeyBox.NonceSize), plain, box.AsSpan(LoginKeyBox.NonceSize, plain.Length), box.AsSpan(^LoginKeyBox.TagSize..));
        return new EncryptedXmlInfo(new XElement("sealed", Convert.ToBase64String(box)), typeof(LoginKeyDecryptor));
    }
}

/// <summary>Named in the stored elements and made by the key ring; its full name is part of what is stored.</summary>
internal sealed class LoginKeyDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var secret = services.GetRequiredService<IOptions<KeyOptions>>().Value.Secret
            ?? throw new CryptographicException("The ring of login-state keys is encrypted, and Gateway:Keys:Secret is not set.");
        var box = Convert.FromBase64String(encryptedElement.Value);
        var plain = new byte[box.Length - LoginKeyBox.NonceSize - LoginKeyBox.TagSize];
        using var aes = LoginKeyBox.Open(secret);
        aes.Decrypt(
            box.AsSpan(0, LoginKeyBox.NonceSize), box.AsSpan(LoginKeyBox.NonceSize, plain.Length), box.AsSpan(^LoginKeyBox.TagSize..), plain);
        return XElement.Parse(Encoding.UTF8.GetString(plain));
    }
}

internal static class LoginKeyBox
{
    public const int NonceSize = 12;
    public const int TagSize = 16;

    private static readonly byte[] Purpose = "gateway login key ring"u8.ToArray();

    public static AesGcm Open(string secret) =>
        new(HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), outputLength: 32, salt: null, Purpose), TagSize);
}
