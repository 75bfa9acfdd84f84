namespace Gateway.Sessions;

/// <summary>
/// Names a session in Redis, in logs and towards administrators: the SHA-256 of the cookie's secret, base64url, 43 characters.
/// It can end a session but never open or use one.
/// </summary>
internal readonly record struct SessionId(string Value)
{
    public override string ToString() => Value;
}
