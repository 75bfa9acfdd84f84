using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Authentication.Bearer;
using Xunit;

namespace Gateway.Tests.Authentication.Bearer;

/// <summary>Tokens that must not be believed, and that nobody is asked about.</summary>
public sealed class JwtRulesTests : IDisposable
{
    private readonly TokenWorld _world = new();

    [Theory]
    [InlineData("RS256", "RS256")]
    [InlineData("PS256", "PS256")]
    [InlineData("ES256", "ES256")]
    public async Task A_good_token_is_believed(string id, string algorithm)
    {
        using var key = new SigningKey(id, algorithm);
        _world.Provider.Keys.TryAdd(id, key);
        var valid = Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(key.Sign(_world.Claims())));
        Assert.Equal("alice", valid.Principal.FindFirst("sub")?.Value);
        Assert.Equal(["read", "write"], valid.Principal.FindAll("scope").Select(claim => claim.Value));
    }

    // What is changed of a good token's header, its claims, and whether the refusal may be remembered.
    [Theory]
    [InlineData("""{"alg":"none"}""", "{}", true)]
    [InlineData("""{"alg":"HS256"}""", "{}", true)]
    [InlineData("""{"alg":"RS1"}""", "{}", true)]
    [InlineData("""{"alg":["RS256"]}""", "{}", true)]
    [InlineData("""{"jku":"https://evil.example/keys"}""", "{}", true)]
    [InlineData("""{"x5u":"https://evil.example/certificate"}""", "{}", true)]
    [InlineData("""{"jwk":{"kty":"RSA"}}""", "{}", true)]
    [InlineData("""{"x5c":["MIIB"]}""", "{}", true)]
    [InlineData("""{"crit":["exp"]}""", "{}", true)]
    [InlineData("""{"zip":"DEF"}""", "{}", true)]
    [InlineData("""{"typ":"logout+jwt"}""", "{}", true)]
    [InlineData("""{"typ":"dpop+jwt"}""", "{}", true)]
    [InlineData("""{"typ":1}""", "{}", true)]
    [InlineData("""{"kid":""}""", "{}", true)]
    [InlineData("""{"kid":7}""", "{}", true)]
    [InlineData("{}", """{"iss":"https://evil.example"}""", true)]
    [InlineData("{}", """{"iss":"https://id.example.com/"}""", true)]
    [InlineData("{}", """{"iss":null}""", true)]
    [InlineData("{}", """{"aud":"invoices"}""", true)]
    [InlineData("{}", """{"aud":["invoices","Orders"]}""", true)]
    [InlineData("{}", """{"aud":"orders/"}""", true)]
    [InlineData("{}", """{"aud":null}""", true)]
    [InlineData("{}", """{"aud":{"orders":1}}""", true)]
    [InlineData("{}", """{"exp":null}""", true)]
    [InlineData("{}", """{"exp":1e300}""", true)]
    [InlineData("{}", """{"exp":1e30}""", true)]
    [InlineData("{}", """{"exp":-1}""", true)]
    [InlineData("{}", """{"exp":0}""", true)]
    [InlineData("{}", """{"exp":"1800000600"}""", true)]
    [InlineData("{}", """{"exp":[1800000600]}""", true)]
    [InlineData("{}", """{"exp":1799999940}""", true)]
    [InlineData("{}", """{"nbf":1e300}""", true)]
    [InlineData("{}", """{"iat":"now"}""", true)]
    [InlineData("{}", """{"nonce":"n"}""", true)]
    [InlineData("{}", """{"at_hash":"h"}""", true)]
    [InlineData("{}", """{"c_hash":"h"}""", true)]
    [InlineData("{}", """{"events":{"http://schemas.openid.net/event/backchannel-logout":{}}}""", true)]
    [InlineData("{}", """{"cnf":{"jkt":"t"}}""", true)]
    [InlineData("{}", """{"nbf":1800000061}""", false)]
    [InlineData("{}", """{"nbf":253402300799}""", false)]
    public async Task A_bad_one_is_refused_and_nothing_is_fetched_for_it(string header, string claims, bool definite)
    {
        await KnowKeysAsync();
        var token = _world.Key.Sign(Changed(_world.Claims(), claims), Changed(_world.Key.Header(), header));
        Assert.Equal(definite, Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token)).IsDefinite);
        NothingWasFetched();
    }

    [Theory]
    [InlineData("""{"typ":"JWT"}""", "{}")]
    [InlineData("""{"typ":"application/at+jwt"}""", "{}")]
    [InlineData("{}", """{"aud":["invoices","orders"]}""")]
    [InlineData("{}", """{"exp":1800000000.5}""")]
    [InlineData("{}", """{"exp":1799999941}""")]
    [InlineData("{}", """{"nbf":1800000060}""")]
    [InlineData("{}", """{"exp":253402300740}""")]
    [InlineData("{}", """{"exp":253402300799}""")]
    public async Task What_the_rules_allow_passes(string header, string claims)
    {
        var token = _world.Key.Sign(Changed(_world.Claims(), claims), Changed(_world.Key.Header(), header));
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(token));
    }

    // At each @ half a character stands: as JSON can spell it, and as a byte that is no UTF-8.
    [Theory]
    [InlineData("""{"alg":"@"}""", "{}")]
    [InlineData("""{"kid":"@"}""", "{}")]
    [InlineData("""{"typ":"@"}""", "{}")]
    [InlineData("{}", """{"iss":"@"}""")]
    [InlineData("{}", """{"aud":"@"}""")]
    [InlineData("{}", """{"aud":["@"]}""")]
    [InlineData("{}", """{"exp":"@"}""")]
    [InlineData("{}", """{"nbf":"@"}""")]
    [InlineData("{}", """{"sub":"@"}""")]
    [InlineData("{}", """{"scope":"read @"}""")]
    [InlineData("{}", """{"roles":["@"]}""")]
    [InlineData("{}", """{"@":1}""")]
    public async Task What_is_no_text_is_refused_and_breaks_nothing(string header, string claims)
    {
        await KnowKeysAsync();
        foreach (var half in new[] { "\\ud800", "\u00ff" })
        {
            var signed = $"{Part(Changed(_world.Key.Header(), header), half)}.{Part(Changed(_world.Claims(), claims), half)}";
            Assert.True(Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(_world.Key.Sign(signed))).IsDefinite);
        }

        NothingWasFetched();
    }

    // Signed as it says, by a key that is published: only the settings decide.
    [Theory]
    [InlineData("RS512", null, false)]
    [InlineData("PS384", null, false)]
    [InlineData("RS512", "RS512", true)]
    [InlineData("RS256", "RS512", false)]
    public async Task An_algorithm_the_issuer_s_settings_do_not_name_is_refused(string algorithm, string? named, bool accepted)
    {
        using var world = new TokenWorld(options: options => options.Algorithms = named is null ? [] : [named]);
        using var key = new SigningKey("another", algorithm);
        world.Provider.Keys.TryAdd(key.Id, key);
        var outcome = await world.FindAsync(key.Sign(world.Claims()));
        Assert.Equal(accepted, outcome is TokenOutcome.Valid);
        if (!accepted) Assert.Equal("its algorithm is not accepted", Assert.IsType<TokenOutcome.Rejected>(outcome).Reason);
    }

    [Fact]
    public async Task A_token_signed_with_the_public_key_as_a_shared_secret_is_refused()
    {
        await KnowKeysAsync();
        var signed = SigningKey.Unsigned(_world.Claims(), new JsonObject { ["alg"] = "HS256", ["kid"] = _world.Key.Id });
        var token = $"{signed}.{SigningKey.Text(HMACSHA256.HashData(_world.Key.PublicBytes, Encoding.ASCII.GetBytes(signed)))}";
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token));
        NothingWasFetched();
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("eyJhbGciOiJSUzI1NiIsImFsZyI6Im5vbmUifQ.e30.c2ln")]
    [InlineData("eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIiwiemlwIjoiREVGIn0..aXY.Y2lwaGVy.dGFn")]
    [InlineData("not a token")]
    [InlineData("tokén")]
    [InlineData("")]
    public async Task What_is_no_signed_token_is_shown_to_nobody(string token)
    {
        await KnowKeysAsync();
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(token));
        NothingWasFetched();
    }

    [Fact]
    public async Task A_megabyte_is_refused_before_it_is_hashed()
    {
        var megabyte = new string('a', 1024 * 1024).AsMemory();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = await _world.Results.FindAsync(megabyte);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        Assert.IsType<TokenOutcome.Rejected>(outcome);
        Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(new string('a', TokenForm.Longest + 1)));
        NothingWasFetched(metadata: 0, keySets: 0);
    }

    [Fact]
    public async Task A_wrong_signature_by_a_known_key_is_refused_for_good_and_without_a_fetch()
    {
        await KnowKeysAsync();
        using var other = new SigningKey(_world.Key.Id);
        Assert.True(Assert.IsType<TokenOutcome.Rejected>(await _world.FindAsync(other.Sign(_world.Claims()))).IsDefinite);
        NothingWasFetched();
    }

    [Fact]
    public async Task Whatever_the_settings_say_a_shared_secret_signs_nothing()
    {
        using var lax = new TokenWorld(options: options => options.Algorithms = ["HS256", "none", "RS256"]);
        var signed = SigningKey.Unsigned(lax.Claims(), new JsonObject { ["alg"] = "HS256", ["kid"] = lax.Key.Id });
        Assert.IsType<TokenOutcome.Rejected>(await lax.FindAsync($"{signed}.{SigningKey.Text(HMACSHA256.HashData(lax.Key.PublicBytes, Encoding.ASCII.GetBytes(signed)))}"));
        Assert.IsType<TokenOutcome.Valid>(await lax.FindAsync(lax.Key.Sign(lax.Claims())));
    }

    [Fact]
    public async Task A_token_that_names_no_key_is_held_against_all_of_them()
    {
        using var second = new SigningKey("second", "ES256");
        _world.Provider.Keys.TryAdd(second.Id, second);
        Assert.IsType<TokenOutcome.Valid>(await _world.FindAsync(second.Sign(_world.Claims(), new JsonObject { ["alg"] = "ES256" })));
    }

    public void Dispose() => _world.Dispose();

    private async Task KnowKeysAsync() => await _world.Metadata.GetAsync(TestContext.Current.CancellationToken);

    private void NothingWasFetched(int metadata = 1, int keySets = 1)
    {
        Assert.Equal((metadata, keySets, 0), (_world.Provider.MetadataReads, _world.Provider.KeySetReads, _world.Provider.Introspections));
    }

    private static string Part(JsonObject json, string half) =>
        SigningKey.Text(Encoding.Latin1.GetBytes(json.ToJsonString().Replace("@", half, StringComparison.Ordinal)));

    private static JsonObject Changed(JsonObject good, string changes)
    {
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject())
        {
            good.Remove(name);
            if (value is not null) good[name] = value.DeepClone();
        }

        return good;
    }
}
