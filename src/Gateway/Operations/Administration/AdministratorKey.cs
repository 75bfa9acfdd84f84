using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Gateway.Operations.Administration;

/// <summary>
/// <c>Gateway:Operations:ApiKey</c>, and the ticket a browser gets for it, which cannot send a header by itself. A ticket is its own end and
/// a MAC of that under a key derived from the ApiKey: it opens every replica's page, outlives a restart, dies with the ApiKey or by
/// its end, and nobody learns the ApiKey from it.
/// </summary>
internal sealed class AdministratorKey(IOptions<OperationsOptions> options, TimeProvider time)
{
    /// <summary>A working day.</summary>
    public static readonly TimeSpan TicketLifetime = TimeSpan.FromHours(10);

    private const int EndSize = sizeof(long);
    private const int MacSize = 32;
    private static readonly byte[] Purpose = "gateway administrator ticket 1"u8.ToArray();

    private readonly byte[]? _key = options.Value.ApiKey is { } key ? SHA256.HashData(Encoding.UTF8.GetBytes(key)) : null;
    private readonly byte[]? _ticketKey = options.Value.ApiKey is { } key
        ? HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(key), MacSize, info: Purpose)
        : null;

    public bool IsSet => _key is not null;

    /// <summary>In constant time. False when none is set.</summary>
    public bool IsKey(string text) => _key is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(text)), _key);

    public string IssueTicket()
    {
        Span<byte> ticket = stackalloc byte[EndSize + MacSize];
        BinaryPrimitives.WriteInt64BigEndian(ticket, (time.GetUtcNow() + TicketLifetime).ToUnixTimeSeconds());
        HMACSHA256.HashData(_ticketKey ?? throw new InvalidOperationException("No ApiKey, no tickets."), ticket[..EndSize], ticket[EndSize..]);
        return Base64Url.EncodeToString(ticket);
    }

    /// <summary>How long the ticket is still good for; null when it is none of ours or over.</summary>
    public TimeSpan? TimeLeft(string? ticket)
    {
        Span<byte> read = stackalloc byte[EndSize + MacSize];
        Span<byte> expected = stackalloc byte[MacSize];
        if (_ticketKey is null || ticket is not { Length: < 100 }) return null;
        if (Base64Url.DecodeFromChars(ticket, read, out _, out var size) != OperationStatus.Done || size != read.Length) return null;

        HMACSHA256.HashData(_ticketKey, read[..EndSize], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, read[EndSize..])) return null;
        var left = DateTimeOffset.FromUnixTimeSeconds(BinaryPrimitives.ReadInt64BigEndian(read)) - time.GetUtcNow();
        return left > TimeSpan.Zero ? left : null;
    }
}
