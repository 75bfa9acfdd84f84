using System.Security.Cryptography;
using System.Xml.Linq;
using Gateway.Authentication;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Authentication;

public sealed class LoginKeyEncryptionTests
{
    private const string Secret = "0123456789abcdef0123456789abcdef";
    private const string KeyMaterial = "the-master-key";

    [Fact]
    public void A_key_of_the_ring_is_unreadable_at_rest_and_read_back_with_the_secret()
    {
        var stored = Encrypt();
        Assert.DoesNotContain(KeyMaterial, stored.ToString(), StringComparison.Ordinal);
        Assert.Equal(KeyMaterial, Decrypt(stored, Secret).Value);
    }

    [Theory]
    [InlineData("another-secret-0123456789abcdef-0123")]
    [InlineData(null)]
    public void Another_secret_reads_nothing(string? secret) => Assert.ThrowsAny<CryptographicException>(() => Decrypt(Encrypt(), secret));

    [Fact]
    public void Two_encryptions_of_one_key_differ() => Assert.NotEqual(Encrypt().Value, Encrypt().Value);

    [Fact]
    public void The_decryptor_stored_with_each_key_is_found_by_the_next_release()
    {
        // The ring stores its assembly-qualified name: it must not change from release to release, the version included.
        var stored = new LoginKeyEncryptor(Secret).Encrypt(new XElement("key")).DecryptorType;
        Assert.Equal("Gateway.Authentication.LoginKeyDecryptor, Gateway, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null", stored.AssemblyQualifiedName);
    }

    private static XElement Encrypt() => new LoginKeyEncryptor(Secret).Encrypt(new XElement("key", KeyMaterial)).EncryptedElement;

    private static XElement Decrypt(XElement stored, string? secret)
    {
        using var services = new ServiceCollection().Configure<KeyOptions>(options => options.Secret = secret).BuildServiceProvider();
        return new LoginKeyDecryptor(services).Decrypt(stored);
    }
}
