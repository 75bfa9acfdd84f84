using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Gateway.Sessions;

/// <summary>
/// What memory finds a session by: the same 256 bits a <see cref="SessionId"/> spells, without a string being made for every request.
/// Keys in memory are hashes of secrets the gateway drew, so whoever makes up cookies chooses no bucket.
/// </summary>
internal readonly record struct SessionKey
{
    private readonly ulong _first;
    private readonly ulong _second;
    private readonly ulong _third;
    private readonly ulong _fourth;

    private SessionKey(ReadOnlySpan<byte> hash)
    {
        _first = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        _second = BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
        _third = BinaryPrimitives.ReadUInt64LittleEndian(hash[16..]);
        _fourth = BinaryPrimitives.ReadUInt64LittleEndian(hash[24..]);
    }

    /// <summary>Of the cookie's own bits.</summary>
    public static SessionKey Of(ReadOnlySpan<byte> secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(secret, hash);
        return new SessionKey(hash);
    }

    /// <summary>Of a session's name. One that is no id, as another process may announce, is no session's key.</summary>
    public static SessionKey Of(SessionId id)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        return SessionId.TryParse(id.Value, out _) && Base64Url.TryDecodeFromChars(id.Value, hash, out _) ? new SessionKey(hash) : default;
    }

    public override int GetHashCode() => (int)_first;
}
