using System.Text.Json.Nodes;
using Gateway.Tests.Redis;
using Xunit;

namespace Gateway.Tests.Authentication.SignOut;

/// <summary>Back-channel logout over a real Redis: nothing but what the provider really says ends anybody's session.</summary>
public sealed class LogoutTokenRefusalTests(SharedRedis redis) : BackChannelPosts(redis)
{
    public static TheoryData<string> MalformedTokens => [.. MalformedClaims.Table.Keys];

    [Theory]
    [MemberData(nameof(MalformedTokens))]
    public async Task A_token_with_a_wrong_claim_ends_nobody(string what) =>
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Make(Subject, Sid, MalformedClaims.Table[what])), what);

    [Theory]
    [InlineData("alg", "none")]
    [InlineData("alg", "HS256")]
    [InlineData("alg", "rs256")]
    [InlineData("alg", null)]
    [InlineData("typ", "at+jwt")]
    [InlineData("typ", "dpop+jwt")]
    [InlineData("crit", "exp")]
    public async Task A_token_with_a_wrong_header_ends_nobody(string name, string? value) =>
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Make(Subject, Sid, changeHeader: header => header[name] = value)), $"{name} {value}");

    [Fact]
    public async Task A_forged_signature_ends_nobody()
    {
        var (header, claims) = (LogoutTokens.Header().ToJsonString(), LogoutTokens.Claims(Subject, Sid).ToJsonString());
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Unsigned(With("alg", "none"), claims)), "unsigned");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Unsigned(header, claims)), "a signature left out");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignWithThePublicKey(With("alg", "HS256"), claims)), "the public key as a secret");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignForeign(header, claims)), "a foreign key under the provider's id");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.SignForeign(With("jwk", LogoutTokens.ForeignJwk()), claims)), "a key of its own");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Make(Subject, Sid)[..^2] + "AA"), "a signature with another end");
    }

    [Fact]
    public async Task A_form_that_holds_no_single_token_ends_nobody()
    {
        var good = LogoutTokens.Make(Subject, Sid);
        await IsRefusedWithSessionAsync(() => Form(good) + "&" + Form(good), "two tokens");
        await IsRefusedWithSessionAsync(() => Form(good) + "&" + Form("other"), "two different tokens");
        await IsRefusedWithSessionAsync(() => "", "an empty body");
        await IsRefusedWithSessionAsync(() => "logout_token=", "an empty token");
        await IsRefusedWithSessionAsync(() => "token=" + good, "another name");
        await IsRefusedWithSessionAsync(() => Form("garbage"), "garbage");
        await IsRefusedWithSessionAsync(() => Form("a.b.c"), "garbage in three parts");
        await IsRefusedWithSessionAsync(() => Form(string.Join('.', good.Split('.').Append("x").Append("y"))), "five parts, as encrypted tokens have");
        await IsRefusedWithSessionAsync(() => Form(new string('a', 1024 * 1024)), "a megabyte");
        await IsRefusedWithSessionAsync(() => Form(good) + "&x=" + new string('a', 1024 * 1024), "a megabyte beside it");
        await IsRefusedWithSessionAsync(
            () => Form(LogoutTokens.Sign(LogoutTokens.Header().ToJsonString(), LogoutTokens.Claims("mallory", null).ToJsonString()[..^1] + $",\"sub\":\"{Subject}\"}}")), "two subs");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task Another_type_of_body_is_refused(string? type)
    {
        await SignInAsync();
        Assert.Equal(400, await PostRawAsync(Form(LogoutTokens.Make(Subject, Sid)), type));
        Assert.Single(await Replica.IdsOfSubjectAsync(Subject));
    }

    public static TheoryData<string, string> Texts => new MatrixTheoryData<string, string>(["alg", "typ", "kid", "iss", "aud", "jti", "sub", "sid", ""], ["\\ud800", "\u00ff"]);

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task Half_a_surrogate_pair_or_a_byte_of_no_UTF_8_ends_nobody(string member, string text)
    {
        // Without a member: as a name.
        var (name, value) = member.Length > 0 ? (member, text) : (text, "x");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Sign(Saying(LogoutTokens.Header()), LogoutTokens.Claims(Subject, Sid).ToJsonString())), $"header: {name} {value}");
        await IsRefusedWithSessionAsync(() => Form(LogoutTokens.Sign(LogoutTokens.Header().ToJsonString(), Saying(LogoutTokens.Claims(Subject, Sid)))), $"claims: {name} {value}");

        string Saying(JsonObject part)
        {
            part.Remove(name);
            return $"{part.ToJsonString()[..^1]},\"{name}\":\"{value}\"}}";
        }
    }

    private static string With(string name, JsonNode value)
    {
        var header = LogoutTokens.Header();
        header[name] = value;
        return header.ToJsonString();
    }

    private async Task IsRefusedWithSessionAsync(Func<string> body, string what)
    {
        if ((await Replica.IdsOfSubjectAsync(Subject)).Count == 0) await SignInAsync();
        await IsRefusedAsync(body(), what);
    }
}
