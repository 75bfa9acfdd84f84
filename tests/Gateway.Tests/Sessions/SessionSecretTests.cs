using System.Security.Cryptography;
using CsCheck;
using Gateway.Sessions;
using Xunit;

namespace Gateway.Tests.Sessions;

public sealed class SessionSecretTests
{
    private const string Bits = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

    [Fact]
    public void What_a_browser_brings_back_opens_the_same_session()
    {
        var secret = SessionSecret.Create();

        Assert.True(SessionSecret.TryParse(secret.ToCookieValue(), out var brought));
        Assert.Equal(secret.Id, brought.Id);
        Assert.Equal(secret.DeriveSealingKey(), brought.DeriveSealingKey());
        Assert.Equal(secret.ToCookieValue(), brought.ToCookieValue());
    }

    [Fact]
    public void No_two_sign_ins_share_a_secret() =>
        Assert.Equal(1000, Enumerable.Range(0, 1000).Select(_ => SessionSecret.Create().ToCookieValue()).Distinct().Count());

    [Fact]
    public void A_known_secret_has_its_known_id_in_every_release()
    {
        Assert.True(SessionSecret.TryParse("v1." + Bits, out var secret));
        Assert.Equal("Yw3NKWbENdjRZhAtjsI6C4uiGxZf3qHqBFNXRuPiA1I".Length, secret.Id.Value.Length);
        Assert.Equal(System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray())), secret.Id.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("v1.")]
    [InlineData("v1")]
    [InlineData(Bits)]
    [InlineData("v0." + Bits)]
    [InlineData("v2." + Bits)]
    [InlineData("V1." + Bits)]
    [InlineData("v1:" + Bits)]
    [InlineData("v1." + Bits + "A")]
    [InlineData("v1." + Bits + "=")]
    [InlineData("v1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh")]
    [InlineData("v1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh=")]
    [InlineData("v1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh%")]
    [InlineData("v1.AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9")] // the two bits beyond the 256th are not zero
    [InlineData("v1.+AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("v1./AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("v1. AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("v1.AAECAwQFBgcICQoLDA0ODx\tREhMUFRYXGBkaGxwdHh8")]
    [InlineData("v1.\u0000AECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("v1.éAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("\"v1." + Bits + "\"")]
    [InlineData(" v1." + Bits)]
    [InlineData("v1." + Bits + " ")]
    [InlineData("v1%2E" + Bits)]
    [InlineData("chunks=99999999")]
    public void Anything_else_is_no_session_cookie(string cookieValue)
    {
        Assert.False(SessionSecret.TryParse(cookieValue, out var secret));
        Assert.Null(secret);
    }

    [Fact]
    public void Whatever_is_accepted_is_exactly_what_would_be_written() =>
        Gen.Select(Gen.Char["ABCDwxyz0189-_=+/ %"].Array[43], Gen.Bool).Sample((encoded, prefixed) =>
        {
            var value = (prefixed ? "v1." : "") + new string(encoded);
            return !SessionSecret.TryParse(value, out var secret) || secret.ToCookieValue() == value;
        });

    [Fact]
    public void Its_text_form_does_not_give_it_away()
    {
        var secret = SessionSecret.Create();
        Assert.DoesNotContain(secret.ToCookieValue()["v1.".Length..], $"{secret}", StringComparison.Ordinal);
        Assert.Equal($"(secret of {secret.Id})", $"{secret}");
    }

    [Fact]
    public void Its_id_does_not_open_a_session() => Assert.False(SessionSecret.TryParse(SessionSecret.Create().Id.Value, out _));

    [Fact]
    public void The_text_form_of_a_session_holds_no_token()
    {
        var session = Sample.Session(SessionSecret.Create());
        var text = $"{session} {new StoredSession(session, 1, TimeSpan.Zero)} {session.Tokens}";
        Assert.DoesNotContain("token-of-alice", text, StringComparison.Ordinal);
    }
}
