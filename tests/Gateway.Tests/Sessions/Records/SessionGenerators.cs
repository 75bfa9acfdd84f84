using CsCheck;
using Gateway.Sessions;

namespace Gateway.Tests.Sessions.Records;

/// <summary>Any session a record may hold.</summary>
internal static class SessionGenerators
{
    private static readonly Gen<string?> MaybeText = Gen.Select(Gen.Bool, Gen.String).Select((given, text) => given ? text : null);

    private static readonly Gen<DateTimeOffset> Time =
        Gen.Long[DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()].Select(DateTimeOffset.FromUnixTimeMilliseconds);

    private static readonly Gen<SessionTokens> Tokens = Gen.Select(Gen.String[0, 3000], Time, Time, Gen.Bool).SelectMany(access =>
        Gen.Select(MaybeText, MaybeText).Select((refresh, id) => new SessionTokens
        {
            AccessToken = access.Item1,
            AccessTokenExpiresAt = access.Item2,
            AccessTokenIssuedAt = access.Item4 ? access.Item3 : null,
            RefreshToken = refresh,
            IdToken = id,
        }));

    private static readonly Gen<SessionClaim[]> Claims = Gen.Select(Gen.String, Gen.String).Select((type, value) => new SessionClaim(type, value)).Array[0, 20];

    private static readonly Gen<ResourceToken[]> ResourceTokens =
        Gen.Select(Gen.String, Gen.String, Time, Time).Select((target, token, issued, expires) => new ResourceToken(target, token, issued, expires)).Array[0, 3];

    public static Gen<UserSession> Any { get; } =
        Gen.Select(Gen.String, Gen.String, MaybeText, MaybeText).SelectMany(names =>
            Gen.Select(Gen.Select(Claims, ResourceTokens), Gen.String, Tokens, Time, Time).Select((lists, scope, tokens, signedIn, ends) => new UserSession
            {
                Id = SessionSecret.Create().Id,
                Frontend = names.Item1,
                Subject = names.Item2,
                ProviderSession = names.Item3,
                ProviderSessionState = names.Item4,
                Claims = lists.Item1,
                ResourceTokens = lists.Item2,
                Scope = scope,
                Tokens = tokens,
                SignedInAt = signedIn,
                EndsAt = ends,
            }));
}
