using MessagePack;

namespace Gateway.Sessions.Records;

/// <summary>The numbered fields of a session's record. A number is given once and never changes its meaning.</summary>
internal static class SessionFields
{
    private const int Id = 1;
    private const int Frontend = 2;
    private const int Subject = 3;
    private const int ProviderSession = 4;
    private const int Claims = 5;
    private const int AccessToken = 6;
    private const int AccessTokenExpiresAt = 7;
    private const int RefreshToken = 8;
    private const int IdToken = 9;
    private const int SignedInAt = 10;
    private const int EndsAt = 11;
    private const int Scope = 12;
    private const int ProviderSessionState = 13;
    // 14 and 15 stand for fields of a later release in a recorded sample.
    private const int AccessTokenIssuedAt = 16;

    private const int ResourceTokens = 17;

    private const int Always = 13;

    public static int CountOf(UserSession session) =>
        Always + (session.Tokens.AccessTokenIssuedAt is null ? 0 : 1) + (session.ResourceTokens.Count == 0 ? 0 : 1);

    public static void Write(ref MessagePackWriter writer, UserSession session)
    {
        Write(ref writer, Id, session.Id.Value);
        Write(ref writer, Frontend, session.Frontend);
        Write(ref writer, Subject, session.Subject);
        Write(ref writer, ProviderSession, session.ProviderSession);
        writer.Write(Claims);
        writer.WriteArrayHeader(session.Claims.Count * 2);
        foreach (var claim in session.Claims)
        {
            writer.Write(claim.Type);
            writer.Write(claim.Value);
        }

        Write(ref writer, AccessToken, session.Tokens.AccessToken);
        Write(ref writer, AccessTokenExpiresAt, session.Tokens.AccessTokenExpiresAt);
        Write(ref writer, RefreshToken, session.Tokens.RefreshToken);
        Write(ref writer, IdToken, session.Tokens.IdToken);
        Write(ref writer, SignedInAt, session.SignedInAt);
        Write(ref writer, EndsAt, session.EndsAt);
        Write(ref writer, Scope, session.Scope);
        Write(ref writer, ProviderSessionState, session.ProviderSessionState);
        if (session.Tokens.AccessTokenIssuedAt is { } issuedAt) Write(ref writer, AccessTokenIssuedAt, issuedAt);
        if (session.ResourceTokens.Count > 0) Write(ref writer, session.ResourceTokens);
    }

    public static UserSession Read(ref MessagePackReader reader)
    {
        string? id = null, frontend = null, subject = null, providerSession = null, providerSessionState = null;
        string? accessToken = null, refreshToken = null, idToken = null, scope = null;
        DateTimeOffset? accessTokenIssuedAt = null, accessTokenExpiresAt = null, signedInAt = null, endsAt = null;
        List<SessionClaim> claims = [];
        List<ResourceToken> resourceTokens = [];
        Dictionary<int, ReadOnlyMemory<byte>> unknown = [];

        for (var left = reader.ReadMapHeader(); left > 0; left--)
        {
            var number = reader.ReadInt32();
            switch (number)
            {
                case Id: id = reader.ReadString(); break;
                case Frontend: frontend = reader.ReadString(); break;
                case Subject: subject = reader.ReadString(); break;
                case ProviderSession: providerSession = reader.ReadString(); break;
                case Claims: claims = ReadClaims(ref reader); break;
                case AccessToken: accessToken = reader.ReadString(); break;
                case AccessTokenExpiresAt: accessTokenExpiresAt = ReadTime(ref reader); break;
                case RefreshToken: refreshToken = reader.ReadString(); break;
                case IdToken: idToken = reader.ReadString(); break;
                case SignedInAt: signedInAt = ReadTime(ref reader); break;
                case EndsAt: endsAt = ReadTime(ref reader); break;
                case Scope: scope = reader.ReadString(); break;
                case ProviderSessionState: providerSessionState = reader.ReadString(); break;
                case AccessTokenIssuedAt: accessTokenIssuedAt = ReadTime(ref reader); break;
                case ResourceTokens: resourceTokens = ReadResourceTokens(ref reader); break;
                default: unknown[number] = ReadRaw(ref reader); break;
            }
        }

        return new UserSession
        {
            Id = new SessionId(id ?? throw Lacks(nameof(Id))),
            Frontend = frontend ?? throw Lacks(nameof(Frontend)),
            Subject = subject ?? throw Lacks(nameof(Subject)),
            ProviderSession = providerSession,
            ProviderSessionState = providerSessionState,
            Claims = claims,
            Scope = scope ?? throw Lacks(nameof(Scope)),
            Tokens = new SessionTokens
            {
                AccessToken = accessToken ?? throw Lacks(nameof(AccessToken)),
                AccessTokenIssuedAt = accessTokenIssuedAt,
                AccessTokenExpiresAt = accessTokenExpiresAt ?? throw Lacks(nameof(AccessTokenExpiresAt)),
                RefreshToken = refreshToken,
                IdToken = idToken,
            },
            ResourceTokens = resourceTokens,
            SignedInAt = signedInAt ?? throw Lacks(nameof(SignedInAt)),
            EndsAt = endsAt ?? throw Lacks(nameof(EndsAt)),
            UnknownFields = unknown,
        };
    }

    private static List<SessionClaim> ReadClaims(ref MessagePackReader reader)
    {
        var claims = new List<SessionClaim>();
        for (var left = reader.ReadArrayHeader(); left > 1; left -= 2)
        {
            claims.Add(new SessionClaim(reader.ReadString() ?? "", reader.ReadString() ?? ""));
        }

        return claims;
    }

    private static List<ResourceToken> ReadResourceTokens(ref MessagePackReader reader)
    {
        var tokens = new List<ResourceToken>();
        for (var left = reader.ReadArrayHeader(); left > 3; left -= 4)
        {
            tokens.Add(new ResourceToken(reader.ReadString() ?? "", reader.ReadString() ?? "", ReadTime(ref reader), ReadTime(ref reader)));
        }

        return tokens;
    }

    private static byte[] ReadRaw(ref MessagePackReader reader)
    {
        var raw = reader.ReadRaw();
        var bytes = new byte[raw.Length];
        var position = 0;
        foreach (var segment in raw)
        {
            segment.CopyTo(bytes.AsMemory(position));
            position += segment.Length;
        }

        return bytes;
    }

    private static DateTimeOffset ReadTime(ref MessagePackReader reader) => DateTimeOffset.FromUnixTimeMilliseconds(reader.ReadInt64());

    private static void Write(ref MessagePackWriter writer, IReadOnlyList<ResourceToken> tokens)
    {
        writer.Write(ResourceTokens);
        writer.WriteArrayHeader(tokens.Count * 4);
        foreach (var token in tokens)
        {
            writer.Write(token.Target);
            writer.Write(token.AccessToken);
            writer.Write(token.IssuedAt.ToUnixTimeMilliseconds());
            writer.Write(token.ExpiresAt.ToUnixTimeMilliseconds());
        }
    }

    private static void Write(ref MessagePackWriter writer, int field, string? value)
    {
        writer.Write(field);
        writer.Write(value);
    }

    private static void Write(ref MessagePackWriter writer, int field, DateTimeOffset value)
    {
        writer.Write(field);
        writer.Write(value.ToUnixTimeMilliseconds());
    }

    private static InvalidDataException Lacks(string field) => new($"The session's record lacks {field}.");
}
